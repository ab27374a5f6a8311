package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;

/** The ids that belong before and after the ids of a text: the "post_processor" of the file. */
final class Template {
  static final Template NONE = new Template(new int[0], new int[0]);

  private final int[] before;
  private final int[] after;

  private Template(int[] before, int[] after) {
    this.before = before;
    this.after = after;
  }

  int[] before() {
    return before;
  }

  int[] after() {
    return after;
  }

  static Template read(JsonObject json, Vocabulary vocabulary) {
    String type = json.requireString("type");
    return switch (type) {
      case "ByteLevel" -> NONE; // it only trims offsets
      case "Sequence" ->
          json.objects("processors").stream()
              .map(step -> read(step, vocabulary))
              .reduce(NONE, Template::within);
      case "TemplateProcessing" -> single(json, vocabulary);
      case "BertProcessing", "RobertaProcessing" ->
          new Template(
              new int[] {framing(json, "cls", vocabulary)},
              new int[] {framing(json, "sep", vocabulary)});
      default ->
          throw new PareException(
              json.source(),
              "the post-processor " + type + " is not supported",
              "take a model whose tokenizer uses Sequence, TemplateProcessing, ByteLevel,"
                  + " BertProcessing or RobertaProcessing");
    };
  }

  private Template within(Template outer) {
    return new Template(joined(outer.before, before), joined(after, outer.after));
  }

  private static int[] joined(int[] first, int[] second) {
    return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
  }

  private static Template single(JsonObject json, Vocabulary vocabulary) {
    IdList before = new IdList();
    IdList after = new IdList();
    boolean seen = false;
    for (JsonObject piece : json.objects("single")) {
      if (piece.has("SpecialToken")) {
        String name = piece.requireObject("SpecialToken").requireString("id");
        (seen ? after : before)
            .addAll(ids(json.requireObject("special_tokens").requireObject(name), vocabulary));
      } else if (seen || !piece.requireObject("Sequence").requireString("id").equals("A")) {
        throw new PareException(
            json.source(), "\"single\" has more than the one sequence A", "correct the file");
      } else {
        seen = true;
      }
    }
    if (!seen) {
      throw new PareException(
          json.source(), "\"single\" has no place for the sequence A", "correct the file");
    }
    return new Template(before.toArray(), after.toArray());
  }

  private static int[] ids(JsonObject token, Vocabulary vocabulary) {
    return token.list("ids").stream()
        .mapToInt(id -> checked(token.source(), id, vocabulary))
        .toArray();
  }

  /** The id of a pair such as {@code "cls": ["<s>", 0]}. */
  private static int framing(JsonObject json, String key, Vocabulary vocabulary) {
    List<Object> pair = json.list(key);
    return checked(json.source() + " " + key, pair.size() == 2 ? pair.get(1) : pair, vocabulary);
  }

  private static int checked(String source, Object id, Vocabulary vocabulary) {
    if (id instanceof Long value && value >= 0 && value < vocabulary.size()) {
      return value.intValue();
    }
    throw new PareException(source, id + " is not the id of a token", "correct the file");
  }
}
