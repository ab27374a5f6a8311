package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.ByteSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The tokens with a role, and what is added around a text: from {@code tokenizer_config.json},
 * {@code special_tokens_map.json}, {@code generation_config.json} and the tokenizer's template.
 */
final class SpecialTokens {
  private static final String END_OF_MESSAGE = "<|eom_id|>";

  private final TokenizerParts parts;
  private final List<JsonObject> byText;
  private final JsonObject generation;

  SpecialTokens(Map<String, ByteSource> companions, TokenizerParts parts) {
    this.parts = parts;
    byText =
        Stream.of("tokenizer_config.json", "special_tokens_map.json")
            .map(name -> json(companions, name))
            .toList();
    generation = json(companions, "generation_config.json");
  }

  private JsonObject json(Map<String, ByteSource> companions, String name) {
    return companions.containsKey(name)
        ? Json.readObject(
            parts.source() + " " + name, Tokenizers.text(companions, name, parts.source()))
        : new JsonObject(name, Map.of());
  }

  void putInto(Map<String, Object> metadata) {
    Template template =
        parts
            .json()
            .object("post_processor")
            .map(json -> Template.read(json, parts.vocabulary()))
            .orElse(Template.NONE);
    List<Integer> ends = ends();
    putId(
        metadata,
        GgufKeys.BOS,
        around(template.before()).orElse(named("bos_token", "bos_token_id")));
    int end = around(template.after()).orElse(named("eos_token", ""));
    putId(metadata, GgufKeys.EOS, end < 0 && !ends.isEmpty() ? ends.get(0) : end);
    for (int id : ends) {
      boolean ofMessage = parts.vocabulary().token(id).equals(END_OF_MESSAGE);
      if (!Objects.equals(metadata.get(GgufKeys.EOS), id)) {
        metadata.putIfAbsent(ofMessage ? GgufKeys.EOM : GgufKeys.EOT, id);
      }
    }
    putId(metadata, GgufKeys.UNKNOWN, named("unk_token", ""));
    putId(metadata, GgufKeys.PADDING, named("pad_token", "pad_token_id"));
    metadata.put(GgufKeys.ADD_BOS, template.before().length > 0);
    metadata.put(GgufKeys.ADD_EOS, template.after().length > 0);
  }

  private static void putId(Map<String, Object> metadata, String key, int id) {
    if (id >= 0) {
      metadata.put(key, id);
    }
  }

  private Optional<Integer> around(int[] ids) {
    if (ids.length > 1) {
      throw new PareException(
          parts.source(),
          "the tokenizer adds " + ids.length + " tokens at one end of a text, GGUF but one",
          "keep the Hugging Face folder");
    }
    return ids.length == 0 ? Optional.empty() : Optional.of(ids[0]);
  }

  /** The ids that end a generation and are in the vocabulary. */
  private List<Integer> ends() {
    Object given = generation.values().get("eos_token_id");
    List<?> ids = given instanceof List<?> list ? list : given == null ? List.of() : List.of(given);
    return ids.stream()
        .filter(id -> id instanceof Long n && n >= 0 && n < parts.vocabulary().size())
        .map(id -> ((Long) id).intValue())
        .toList();
  }

  /** The id of the token of a role, by its text or else by the generation config, or -1. */
  private int named(String role, String idKey) {
    for (JsonObject json : byText) {
      Object value = json.values().get(role);
      Object text = value instanceof Map<?, ?> token ? token.get("content") : value;
      if (text instanceof String content) {
        OptionalInt id = parts.vocabulary().id(content);
        if (id.isPresent()) {
          return id.getAsInt();
        }
      }
    }
    Object id = generation.values().get(idKey);
    return id instanceof Long n && n >= 0 && n < parts.vocabulary().size() ? n.intValue() : -1;
  }
}
