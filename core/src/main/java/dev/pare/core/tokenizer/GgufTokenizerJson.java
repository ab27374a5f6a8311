package dev.pare.core.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonWriting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes the {@code tokenizer.json} of a GGUF file's vocabulary: all tokens are the model's, with
 * the ids that they have, and those that are found in text are added tokens besides.
 */
final class GgufTokenizerJson {
  /** Special tokens of Phi-3 that, unlike its others, leave the spaces after them. */
  private static final Set<String> KEEP_SPACES = Set.of("<unk>", "<s>", "<|endoftext|>");

  private final GgufTokens tokens;
  private final GgufRoles roles;

  GgufTokenizerJson(GgufTokens tokens) {
    this.tokens = tokens;
    roles = new GgufRoles(tokens);
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.factory().createGenerator(bytes)) {
      json.writeStartObject();
      for (Map.Entry<String, Object> part : parts().entrySet()) {
        json.writeFieldName(part.getKey());
        JsonWriting.writeValue(part.getValue(), json);
      }
      json.writeFieldName("model");
      writeModel(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private Map<String, Object> parts() {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("version", "1.0");
    file.put("truncation", null);
    file.put("padding", null);
    file.put("added_tokens", added());
    if (roles.isSentencePiece()) {
      SentencePieces.put(roles.addsSpace(), file);
    } else {
      PreTokenization rule = roles.preTokenization();
      file.put("normalizer", rule.nfc() ? PreTokenization.typed("NFC") : null);
      file.put("pre_tokenizer", rule.json());
      file.put("decoder", PreTokenization.byteLevel());
    }
    file.put("post_processor", template());
    return file;
  }

  private List<Object> added() {
    String name = tokens.metadata().string("general.name").orElse("").toLowerCase(Locale.ROOT);
    boolean phi3 = name.contains("phi-3") || name.contains("phi3");
    List<Object> added = new ArrayList<>();
    for (int id = 0; id < tokens.tokens().length; id++) {
      int type = tokens.type(id);
      boolean special = type == GgufKeys.TYPE_CONTROL || type == GgufKeys.TYPE_UNKNOWN;
      if (special || type == GgufKeys.TYPE_USER_DEFINED) {
        Map<String, Object> token = new LinkedHashMap<>();
        token.put("id", (long) id);
        token.put("content", tokens.tokens()[id]);
        token.put("single_word", false);
        token.put("lstrip", false);
        token.put("rstrip", phi3 && !KEEP_SPACES.contains(tokens.tokens()[id]));
        token.put("normalized", false);
        token.put("special", special);
        added.add(token);
      }
    }
    return added;
  }

  private Map<String, Object> template() {
    List<Object> single = new ArrayList<>();
    Map<String, Object> special = new LinkedHashMap<>();
    if (roles.addsStart()) {
      single.add(piece(roles.requireStart(), special));
    }
    single.add(Map.of("Sequence", sequence("A")));
    if (roles.addsEnd()) {
      single.add(piece(roles.requireEnd(), special));
    }
    if (special.isEmpty()) {
      return null;
    }
    Map<String, Object> template = PreTokenization.typed("TemplateProcessing");
    template.put("single", single);
    template.put("pair", pair(single));
    template.put("special_tokens", special);
    return template;
  }

  /** One text after the other, each as it is alone. */
  private static List<Object> pair(List<Object> single) {
    List<Object> pair = new ArrayList<>(single);
    for (Object piece : single) {
      boolean text = ((Map<?, ?>) piece).containsKey("Sequence");
      pair.add(text ? Map.of("Sequence", sequence("B")) : piece);
    }
    return pair;
  }

  private static Map<String, Object> sequence(String id) {
    Map<String, Object> sequence = new LinkedHashMap<>();
    sequence.put("id", id);
    sequence.put("type_id", 0L);
    return sequence;
  }

  private Map<String, Object> piece(int id, Map<String, Object> special) {
    String token = tokens.tokens()[id];
    Map<String, Object> meaning = new LinkedHashMap<>();
    meaning.put("id", token);
    meaning.put("ids", List.of((long) id));
    meaning.put("tokens", List.of(token));
    special.put(token, meaning);
    return Map.of("SpecialToken", sequence(token));
  }

  private void writeModel(JsonGenerator json) throws IOException {
    boolean sentencePiece = roles.isSentencePiece();
    json.writeStartObject();
    json.writeStringField("type", "BPE");
    json.writeFieldName("unk_token");
    json.writeObject(
        sentencePiece && roles.unknown().isPresent()
            ? tokens.tokens()[roles.unknown().getAsInt()]
            : null);
    json.writeBooleanField("fuse_unk", sentencePiece);
    json.writeBooleanField("byte_fallback", sentencePiece);
    json.writeBooleanField(
        "ignore_merges", !sentencePiece && roles.preTokenization().ignoreMerges());
    json.writeObjectFieldStart("vocab");
    for (int id = 0; id < tokens.tokens().length; id++) {
      json.writeNumberField(tokens.tokens()[id], id);
    }
    json.writeEndObject();
    json.writeArrayFieldStart("merges");
    merges().forEach((chars, from, middle, to) -> writeMerge(json, chars, from, middle, to));
    json.writeEndArray();
    json.writeEndObject();
  }

  private PairList merges() {
    return roles.isSentencePiece()
        ? ScoreMerges.of(tokens.source(), tokens.tokens(), tokens.scores(), tokens.ids())
        : tokens.merges();
  }

  private static void writeMerge(JsonGenerator json, char[] chars, int from, int middle, int to) {
    try {
      json.writeStartArray();
      json.writeString(chars, from, middle - from);
      json.writeString(chars, middle, to - middle);
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
