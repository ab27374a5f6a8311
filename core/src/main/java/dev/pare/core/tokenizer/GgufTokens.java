package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.gguf.GgufArray;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.io.Names;
import dev.pare.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ObjIntConsumer;

/**
 * The vocabulary of a GGUF file, read and checked: each token once, with its type and, where the
 * file has scores, its score. A token without text is called {@code [EMPTY_7]}, as llama.cpp does.
 */
final class GgufTokens {
  private static final String REMEDY = "convert the model again, or take its Hugging Face folder";

  /** What files that keep ids in unsigned numbers say for "none". */
  private static final long NO_ID = 0xffff_ffffL;

  private final GgufFile file;
  private final JsonObject metadata;
  private final String[] tokens;
  private final int[] types;
  private final TokenTable ids = new TokenTable();

  /**
   * @param rows the rows of the embedding, which tokens may not outnumber
   */
  GgufTokens(GgufFile file, long rows) {
    this.file = file;
    metadata = file.metadata();
    long count =
        array(GgufKeys.TOKENS).orElseThrow(() -> fault(GgufKeys.TOKENS, "is missing")).count();
    if (count > rows) {
      throw fault(GgufKeys.TOKENS, "has " + count + " tokens for " + rows + " rows of embedding");
    }
    tokens = new String[(int) count];
    types = new int[(int) count];
    forEach(GgufKeys.TOKENS, String.class, this::putToken);
    for (int id = 0; id < types.length; id++) {
      types[id] = GgufKeys.TYPE_NORMAL;
    }
    forEach(GgufKeys.TYPES, Long.class, (type, id) -> types[id] = (int) Math.min(type, 7));
    for (int id = 0; id < types.length; id++) {
      if (EndOfGeneration.isEnd(tokens[id], types[id])) {
        types[id] = GgufKeys.TYPE_CONTROL;
      }
    }
  }

  private void putToken(String text, int id) {
    String token = text.isEmpty() ? "[EMPTY_" + id + "]" : text;
    int known = ids.id(token);
    if (known != TokenTable.NONE) {
      throw fault(GgufKeys.TOKENS, "holds " + Names.quote(token) + " as " + known + " and " + id);
    }
    tokens[id] = token;
    ids.add(token, id);
  }

  /** What to name in errors. */
  String source() {
    return file.toString();
  }

  JsonObject metadata() {
    return metadata;
  }

  /** The tokens by id. */
  String[] tokens() {
    return tokens;
  }

  int type(int id) {
    return types[id];
  }

  TokenTable ids() {
    return ids;
  }

  /** The scores by id. */
  float[] scores() {
    if (array(GgufKeys.SCORES).isEmpty()) {
      throw fault(GgufKeys.SCORES, "is missing");
    }
    float[] scores = new float[tokens.length];
    forEach(
        GgufKeys.SCORES,
        Number.class,
        (score, id) -> {
          scores[id] = score.floatValue();
          if (Float.isNaN(scores[id])) {
            throw fault(GgufKeys.SCORES, "is NaN for " + Names.quote(tokens[id]));
          }
        });
    return scores;
  }

  /** The merges as the file has them, the first of them first. */
  PairList merges() {
    GgufArray array =
        array(GgufKeys.MERGES).orElseThrow(() -> fault(GgufKeys.MERGES, "is missing"));
    PairList pairs = new PairList();
    array.forEach(
        item -> {
          char[] line = String.valueOf(item).toCharArray();
          if (!pairs.addLine(line, 0, line.length)) {
            String shown = Names.quote(new String(line));
            throw fault(GgufKeys.MERGES, "has " + shown + ", not one of two tokens");
          }
        });
    return pairs;
  }

  /** The id under a key, if there is one. */
  OptionalInt id(String key) {
    Optional<Long> given = metadata.integer(key).filter(id -> id != NO_ID && id != -1);
    given
        .filter(id -> id < 0 || id >= tokens.length)
        .ifPresent(
            id -> {
              throw fault(key, "is " + id + ", which no token has");
            });
    return given.isPresent() ? OptionalInt.of(given.get().intValue()) : OptionalInt.empty();
  }

  private <T> void forEach(String key, Class<T> type, ObjIntConsumer<T> consumer) {
    Optional<GgufArray> array = array(key);
    if (array.isEmpty()) {
      return;
    }
    if (array.get().count() != tokens.length) {
      String what = "has " + array.get().count() + " items for " + tokens.length + " tokens";
      throw fault(key, what);
    }
    int[] next = {0};
    array
        .get()
        .forEach(
            item -> {
              if (!type.isInstance(item)) {
                throw fault(key, "holds no " + type.getSimpleName().toLowerCase(Locale.ROOT));
              }
              consumer.accept(type.cast(item), next[0]++);
            });
  }

  private Optional<GgufArray> array(String key) {
    return Optional.ofNullable(file.arrays().get(key));
  }

  private PareException fault(String key, String what) {
    return new PareException(file, Names.quote(key) + " " + what, REMEDY);
  }
}
