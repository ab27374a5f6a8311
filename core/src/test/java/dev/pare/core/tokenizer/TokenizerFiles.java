package dev.pare.core.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pare.core.json.Json;
import dev.pare.core.testing.Shared;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tokenizer files to test with, made of real vocabularies with other parts around them. */
final class TokenizerFiles {
  static final int GPT2_MERGES = 50_000;
  private static final int GPT2_BYTES = 256;

  private TokenizerFiles() {}

  /** GPT-2's vocabulary up to so many merges as a tokenizer file, a part replaced for each key. */
  static Map<String, Object> gpt2(int merges, Map<String, Object> parts) throws IOException {
    Path folder = Shared.require("tokenizers/gpt2");
    int size = GPT2_BYTES + merges;
    Map<String, Object> vocabulary =
        new LinkedHashMap<>(Json.readObject(folder.resolve("vocab.json")).values());
    vocabulary.values().removeIf(id -> (Long) id >= size);
    Map<String, Object> model = new LinkedHashMap<>(Map.of("type", "BPE", "vocab", vocabulary));
    try (Stream<String> lines = Files.lines(folder.resolve("merges.txt"))) {
      model.put("merges", lines.limit(merges).toList());
    }
    Map<String, Object> byteLevel =
        Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true);
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("added_tokens", List.of(added(size, "<|endoftext|>", Map.of("special", true))));
    file.put("pre_tokenizer", byteLevel);
    file.put("decoder", byteLevel);
    return with(file, model, parts);
  }

  /** The vocabulary of stories260K as a tokenizer file, a part replaced for each key. */
  static Map<String, Object> stories(Map<String, Object> parts) {
    Map<String, Object> file =
        new LinkedHashMap<>(
            Json.readObject(Shared.require("models/stories260K/tokenizer.json")).values());
    return with(file, Json.readObject("model", text(file.get("model"))).values(), parts);
  }

  /** An added token with all flags off but those given. */
  static Map<String, Object> added(int id, String content, Map<String, Object> flags) {
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("id", id);
    token.put("content", content);
    for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
      token.put(flag, flags.getOrDefault(flag, false));
    }
    return token;
  }

  static Path write(Path file, Object json) throws IOException {
    return Files.writeString(file, text(json));
  }

  static String text(Object json) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = Json.factory().createGenerator(text)) {
      write(generator, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Keys that begin with "model." replace a part of the model. */
  private static Map<String, Object> with(
      Map<String, Object> file, Map<String, Object> model, Map<String, Object> parts) {
    Map<String, Object> changedModel = new LinkedHashMap<>(model);
    file.put("version", "1.0");
    file.put("model", changedModel);
    parts.forEach(
        (key, value) -> {
          if (key.startsWith("model.")) {
            changedModel.put(key.substring("model.".length()), value);
          } else {
            file.put(key, value);
          }
        });
    return file;
  }

  private static void write(JsonGenerator generator, Object json) throws IOException {
    if (json instanceof Map<?, ?> map) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        generator.writeFieldName((String) entry.getKey());
        write(generator, entry.getValue());
      }
      generator.writeEndObject();
    } else if (json instanceof List<?> list) {
      generator.writeStartArray();
      for (Object item : list) {
        write(generator, item);
      }
      generator.writeEndArray();
    } else {
      generator.writeObject(json);
    }
  }
}
