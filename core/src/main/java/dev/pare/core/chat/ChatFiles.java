package dev.pare.core.chat;

import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.ByteSource;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a model's files say about chats: its template, and how its special tokens are spelt. */
final class ChatFiles {
  private static final String TEMPLATE = "chat_template.jinja";
  private static final String CONFIG = "tokenizer_config.json";
  private static final String KEY = "chat_template";

  private static final List<String> TOKENS =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "pad_token",
          "sep_token",
          "cls_token",
          "mask_token");

  private static final int LARGEST = 1 << 26;

  private final Map<String, ByteSource> companions;
  private final Object where;
  private final Optional<JsonObject> config;

  ChatFiles(Map<String, ByteSource> companions, Object where) {
    this.companions = companions;
    this.where = where;
    config =
        companions.containsKey(CONFIG)
            ? Optional.of(
                Json.readObject(where + " " + CONFIG, new ByteArrayInputStream(bytes(CONFIG))))
            : Optional.empty();
  }

  /** How errors name the template. */
  String templateSource() {
    return companions.containsKey(TEMPLATE)
        ? where + " " + TEMPLATE
        : where + " " + CONFIG + " " + KEY;
  }

  boolean hasTemplate() {
    return companions.containsKey(TEMPLATE)
        || config.filter(json -> json.values().get(KEY) != null).isPresent();
  }

  String template() {
    if (companions.containsKey(TEMPLATE)) {
      return new String(bytes(TEMPLATE), StandardCharsets.UTF_8);
    }
    Optional<Object> value = config.map(json -> json.values().get(KEY));
    if (value.isEmpty()) {
      throw new PareException(
          where,
          "has no chat template, neither " + TEMPLATE + " nor in " + CONFIG,
          "take a model made for chats, give --chat-template FILE, or use --prompt without --chat");
    }
    return value.get() instanceof List<?> ? named(config.get()) : config.get().requireString(KEY);
  }

  /** Of several templates by name, the default. */
  private static String named(JsonObject config) {
    List<JsonObject> templates = config.objects(KEY);
    return templates.stream()
        .filter(template -> template.string("name").equals(Optional.of("default")))
        .findFirst()
        .or(() -> templates.size() == 1 ? Optional.of(templates.get(0)) : Optional.empty())
        .orElseThrow(
            () ->
                new PareException(
                    config.source() + " " + KEY,
                    "none of its templates is named \"default\"",
                    "give one of them with --chat-template FILE"))
        .requireString("template");
  }

  /** The special tokens' texts, by the names that templates call them. */
  Map<String, String> specialTokens() {
    Map<String, String> tokens = new HashMap<>();
    config.ifPresent(
        json -> {
          for (String name : TOKENS) {
            spelling(json, name).ifPresent(text -> tokens.put(name, text));
          }
        });
    return tokens;
  }

  /** A token is a string, or an object with its content. */
  private static Optional<String> spelling(JsonObject json, String name) {
    return json.values().get(name) instanceof Map<?, ?>
        ? json.object(name).flatMap(token -> token.string("content"))
        : json.string(name);
  }

  private byte[] bytes(String name) {
    ByteSource source = companions.get(name);
    if (source.size() > LARGEST) {
      throw new PareException(
          where + " " + name, "has " + source.size() + " bytes", "check the file");
    }
    byte[] bytes = new byte[(int) source.size()];
    source.read(0, ByteBuffer.wrap(bytes));
    return bytes;
  }
}
