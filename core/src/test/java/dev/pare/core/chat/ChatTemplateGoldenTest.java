package dev.pare.core.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.ByteSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Templates of the families, and the language itself, against what transformers renders. */
class ChatTemplateGoldenTest {
  private final JsonObject golden = Chats.golden();

  /** As transformers does: every text equal, and refused where it refuses. */
  @Test
  void familiesRenderAsInTransformers() {
    JsonObject templates = golden.requireObject("templates");
    List<String> differences = new ArrayList<>();
    int rendered = 0;
    for (String name : templates.keys()) {
      JsonObject family = templates.requireObject(name);
      for (String chat : golden.requireObject("chats").keys()) {
        List<Object> expected = family.requireObject("rendered").list(chat);
        for (boolean prompt : new boolean[] {false, true}) {
          String text =
              rendered(family.requireString("template"), Chats.messages(golden, chat), prompt);
          rendered++;
          compare(name + ", " + chat, expected.get(prompt ? 1 : 0), text, differences);
        }
      }
    }
    assertTrue(rendered >= 300, rendered + " renderings");
    assertEquals(List.of(), differences);
  }

  @Test
  void theLanguageIsJinjas() {
    List<ChatMessage> messages = Chats.messages(golden, "turns");
    List<String> differences = new ArrayList<>();
    for (Object pair : golden.list("snippets")) {
      List<?> snippet = (List<?>) pair;
      String template = (String) snippet.get(0);
      compare(template, snippet.get(1), rendered(template, messages, true), differences);
    }
    assertEquals(List.of(), differences);
  }

  /** Null where it is refused by name. */
  private static String rendered(String template, List<ChatMessage> messages, boolean prompt) {
    try {
      return Chats.template(template).render(messages, prompt, Chats.CLOCK);
    } catch (PareException e) {
      assertTrue(e.getMessage().startsWith("test line "), e.getMessage());
      if (Boolean.getBoolean("pare.chat.show")) {
        System.err.println(e.getMessage());
      }
      return null;
    }
  }

  private static void compare(String where, Object expected, String text, List<String> all) {
    if (expected == null ? text != null : !expected.equals(text)) {
      all.add("\n" + where + "\n  expected " + expected + "\n  rendered " + text);
    }
  }

  /** Such numbers stand in most published files. */
  @Test
  void aLengthBeyondIntegersIsNoFault() {
    String json = "{\"model_max_length\": 1000000000000000019884624838656, \"eos_token\": \"<e>\"}";
    var files =
        Map.of("tokenizer_config.json", ByteSource.of(json.getBytes(StandardCharsets.UTF_8)));
    assertEquals("<e>", ChatTemplate.of("{{ eos_token }}", files, "test").render(List.of(), false));
  }

  @Test
  void specialTokensMayBeObjects() {
    String template = "{{ bos_token }}{{ eos_token }}{{ unk_token is defined }}";
    Map<String, Object> config = Map.of("bos_token", Map.of("content", "<b>"), "eos_token", "<e>");
    assertEquals(
        "<b><e>False",
        ChatTemplate.of(template, Chats.companions(config), "test").render(List.of(), false));
  }
}
