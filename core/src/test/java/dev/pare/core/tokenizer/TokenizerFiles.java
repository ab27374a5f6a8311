package dev.pare.core.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pare.core.json.Json;
import dev.pare.core.testing.Shared;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tokenizer files to test with, made of real vocabularies with other parts around them. */
final class TokenizerFiles {
  private TokenizerFiles() {}

  /** GPT-2's vocabulary as a tokenizer file, a part replaced for each key. */
  static Map<String, Object> gpt2(Map<String, Object> parts) throws IOException {
    Path folder = Shared.require("tokenizers/gpt2");
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("vocab", Json.readObject(folder.resolve("vocab.json")).values());
    try (var lines = Files.lines(folder.resolve("merges.txt"))) {
      model.put("merges", lines.skip(1).filter(line -> !line.isEmpty()).toList());
    }
    Map<String, Object> byteLevel =
        Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true);
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("added_tokens", List.of(added(50256, "<|endoftext|>", Map.of("special", true))));
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
      throw new java.io.UncheckedIOException(e);
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
