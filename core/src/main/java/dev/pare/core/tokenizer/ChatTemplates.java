package dev.pare.core.tokenizer;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.ByteSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model's chat templates by name, between its files and GGUF's keys. */
final class ChatTemplates {
  private static final String DEFAULT = "default";
  private static final String CONFIG = "tokenizer_config.json";
  private static final String ALONE = "chat_template.jinja";
  private static final String KEY = "chat_template";

  private ChatTemplates() {}

  /**
   * {@code chat_template.jinja}, or else what {@code tokenizer_config.json} has: one, or a list.
   */
  static void putInto(
      Map<String, Object> metadata, Map<String, ByteSource> companions, Object where) {
    Map<String, String> templates = new LinkedHashMap<>();
    if (companions.containsKey(CONFIG)) {
      String text = Tokenizers.text(companions, CONFIG, where);
      JsonObject config = Json.readObject(where + " " + CONFIG, text);
      if (config.values().get(KEY) instanceof List<?>) {
        config
            .objects(KEY)
            .forEach(j -> templates.put(j.requireString("name"), j.requireString("template")));
      } else {
        config.string(KEY).ifPresent(template -> templates.put(DEFAULT, template));
      }
    }
    if (companions.containsKey(ALONE)) {
      templates.put(DEFAULT, Tokenizers.text(companions, ALONE, where));
    }
    List<String> names = new ArrayList<>();
    templates.forEach(
        (name, template) -> {
          boolean main = name.equals(DEFAULT);
          metadata.put(GgufKeys.CHAT_TEMPLATE + (main ? "" : "." + name), template);
          if (!main) {
            names.add(name);
          }
        });
    if (!names.isEmpty()) {
      metadata.put(GgufKeys.CHAT_TEMPLATES, names);
    }
  }

  /** The templates of a GGUF file as {@code tokenizer_config.json} has them. */
  static void putInto(Map<String, Object> config, JsonObject metadata) {
    Map<String, String> templates = new LinkedHashMap<>();
    metadata.string(GgufKeys.CHAT_TEMPLATE).ifPresent(text -> templates.put(DEFAULT, text));
    String prefix = GgufKeys.CHAT_TEMPLATE + ".";
    for (String key : metadata.keys()) {
      if (key.startsWith(prefix)) {
        templates.putIfAbsent(key.substring(prefix.length()), metadata.requireString(key));
      }
    }
    if (templates.keySet().equals(Set.of(DEFAULT))) {
      config.put(KEY, templates.get(DEFAULT));
    } else if (!templates.isEmpty()) {
      List<Object> list = new ArrayList<>();
      templates.forEach((name, text) -> list.add(named(name, text)));
      config.put(KEY, list);
    }
  }

  private static Map<String, Object> named(String name, String text) {
    Map<String, Object> template = new LinkedHashMap<>();
    template.put("name", name);
    template.put("template", text);
    return template;
  }
}
