package dev.pare.core.chat;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.testing.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** The golden chats, and templates to render them. */
final class Chats {
  /** When oracles/chat_golden.py has its clock stand. */
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-03T04:05:06Z"), ZoneOffset.UTC);

  private static final Map<String, Object> SPECIAL_TOKENS =
      Map.of("bos_token", "<s>", "eos_token", "</s>", "unk_token", "<unk>", "pad_token", "<pad>");

  private Chats() {}

  /** Those of the class path, or of the file that pare.chat.golden names. */
  static JsonObject golden() {
    String file = System.getProperty("pare.chat.golden");
    try {
      byte[] bytes =
          file == null ? Golden.bytes("chat/chats.json") : Files.readAllBytes(Path.of(file));
      return Json.readObject("chats.json", new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<ChatMessage> messages(JsonObject golden, String chat) {
    return golden.requireObject("chats").objects(chat).stream()
        .map(turn -> new ChatMessage(turn.requireString("role"), turn.requireString("content")))
        .toList();
  }

  static ChatTemplate template(String template) {
    return ChatTemplate.of(template, companions(SPECIAL_TOKENS), "test");
  }

  /** A tokenizer_config.json. */
  static Map<String, ByteSource> companions(Map<String, Object> config) {
    byte[] json = JsonWriting.toString(config).getBytes(StandardCharsets.UTF_8);
    return Map.of("tokenizer_config.json", ByteSource.of(json));
  }
}
