package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.chat.ChatMessage;
import dev.pare.core.chat.ChatTemplate;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.ByteSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chats with a small random model: one message, and line by line. */
class ChatTest {
  /** A context of 128 tokens, each a character, holds a few turns of this. */
  private static final String TEMPLATE =
      "{{ bos_token }}{% for m in messages %}{{ m.role[0] }}:{{ m.content }}{{ eos_token }}"
          + "{% endfor %}{% if add_generation_prompt %}a:{% endif %}";

  @TempDir private Path temp;
  private final InputStream stdin = System.in;
  private Path model;

  @BeforeEach
  void write() throws IOException {
    model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    Files.writeString(model.resolve("chat_template.jinja"), TEMPLATE);
    Files.writeString(
        model.resolve("tokenizer_config.json"),
        "{\"bos_token\": {\"content\": \"<s>\"}, \"eos_token\": \"</s>\"}");
  }

  @AfterEach
  void restore() {
    System.setIn(stdin);
    System.clearProperty("pare.keyboard");
  }

  /** What plain generation makes of the text that the template writes. */
  private JsonObject plain(String rendered, int maxTokens) {
    String withoutStart = rendered.substring("<s>".length()); // the tokenizer adds it
    return PareRun.of(
            "generate", model, "--prompt=" + withoutStart, "--max-tokens", maxTokens, "--json")
        .json();
  }

  private PareRun talk(String lines, Object... options) {
    System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    return PareRun.of("generate", model, "--chat", List.of(options));
  }

  @Test
  void aMessageIsPutAsTheTemplateSays() {
    Object[] chat = {"generate", model, "--chat", "--prompt", "Hi", "--max-tokens", 9, "--json"};
    JsonObject answer = PareRun.of(chat).json();
    JsonObject expected = plain("<s>u:Hi</s>a:", 9);
    assertEquals(expected.list("tokenIds"), answer.list("tokenIds"));
    assertEquals(expected.requireString("text"), answer.requireString("text"));
    assertEquals(1 + "u:Hi".length() + 1 + "a:".length(), answer.requireInteger("promptTokens"));
    JsonObject system =
        PareRun.of(
                "generate",
                model,
                "--chat",
                "--prompt",
                "Hi",
                "--system",
                "Be kind.",
                "--max-tokens",
                9,
                "--json")
            .json();
    assertEquals(plain("<s>s:Be kind.</s>u:Hi</s>a:", 9).list("tokenIds"), system.list("tokenIds"));
  }

  @Test
  void anotherTemplateTakesTheModelsPlace() throws IOException {
    Path template = Files.writeString(temp.resolve("mine.jinja"), "Q{{ messages[0].content }}A");
    Object[] chat = {"generate", model, "--chat", "--prompt", "x", "--max-tokens", 5, "--json"};
    JsonObject answer = PareRun.of(List.of(chat), "--chat-template", template).json();
    assertEquals(3, answer.requireInteger("promptTokens"));
    Files.writeString(template, "{{ messages[0].content }}\n{{ raise_exception('never') }}");
    assertEquals(
        template + " line 2: the template refuses these messages: never; change the messages",
        PareRun.of(List.of(chat), "--chat-template", template).failure(Main.FAILED));
  }

  @Test
  void everyLineIsATurnOfOneConversation() {
    PareRun run = talk("Hi\n\n  \nWhy?\n/exit\nnever\n", "--max-tokens", 6).succeeded();
    List<String> answers = new ArrayList<>();
    answers.add(plain("<s>u:Hi</s>a:", 6).requireString("text"));
    String second = "<s>u:Hi</s>a:" + answers.get(0) + "</s>u:Why?</s>a:";
    answers.add(plain(second, 6).requireString("text"));
    assertEquals(String.join("\n", answers) + "\n", run.stdout());
    assertTrue(run.stderr().contains("cut after 6 tokens"), run.stderr());
    assertFalse(run.stderr().contains("> "), "no prompt where nobody types");
  }

  @Test
  void resetBeginsAnewWithTheSystemMessage() {
    PareRun run = talk("Hi\n/reset\nHi\n", "--max-tokens", 6, "--system", "S").succeeded();
    String answer = plain("<s>s:S</s>u:Hi</s>a:", 6).requireString("text");
    assertEquals(answer + "\n" + answer + "\n", run.stdout());
  }

  /** Tokens that the model's config does not name end the answer, and are not shown. */
  @Test
  void theTemplatesEndOfTurnEndsAnAnswer() throws IOException {
    List<Object> free = plain("<s>u:Hi</s>a:", 12).list("tokenIds");
    Object ending = free.get(4);
    Path file = model.resolve("tokenizer.json");
    JsonObject tokenizer = Json.readObject(file);
    String spelling =
        tokenizer.requireObject("model").requireObject("vocab").values().entrySet().stream()
            .filter(entry -> entry.getValue().equals(ending))
            .findFirst()
            .orElseThrow()
            .getKey();
    String special =
        "\"added_tokens\": [{\"id\": %s, \"content\": \"%s\", \"special\": true}, "
            .formatted(ending, spelling);
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst("\"added_tokens\" : \\[", Matcher.quoteReplacement(special)));
    Files.writeString(
        model.resolve("chat_template.jinja"),
        TEMPLATE.replace(
            "eos_token }}{% endfor",
            "'" + spelling + "' if m.role == 'assistant' else eos_token }}{% endfor"));
    JsonObject answer =
        PareRun.of("generate", model, "--chat", "--prompt", "Hi", "--max-tokens", 12, "--json")
            .json();
    assertEquals(free.subList(0, free.indexOf(ending)), answer.list("tokenIds"));
    assertEquals("stop token", answer.requireString("finish"));
    assertFalse(answer.requireString("text").contains(spelling));
  }

  @Test
  void aFullContextIsSaidByName() {
    PareRun cut = talk("Hi\n").succeeded();
    assertTrue(cut.stderr().contains("context of 128 tokens is full; /reset"), cut.stderr());
    PareRun refused = talk("Hi\nmore\n");
    assertEquals(Main.FAILED, refused.exit());
    assertTrue(
        refused.stderr().contains("leave no room in the model's context of 128; begin anew"),
        refused.stderr());
    System.setProperty("pare.keyboard", "true");
    PareRun typed = talk("Hi\nmore\n/reset\nHi\n").succeeded();
    assertEquals(
        2,
        typed.stdout().lines().count() - typed.stdout().lines().filter(String::isEmpty).count(),
        typed.stdout());
    assertTrue(typed.stderr().startsWith("> "), typed.stderr());
    assertTrue(typed.stderr().contains("pare: chat: "), typed.stderr());
    String message = "--prompt=" + "x".repeat(200);
    assertTrue(
        PareRun.of("generate", model, "--chat", message)
            .failure(Main.FAILED)
            .contains("fewer words"));
  }

  @Test
  void aModelWithoutATemplateSaysWhatToDo() throws IOException {
    Files.delete(model.resolve("chat_template.jinja"));
    String failure = PareRun.of("generate", model, "--chat", "--prompt", "a").failure(Main.FAILED);
    assertTrue(failure.contains("has no chat template"), failure);
    assertTrue(failure.contains("--chat-template FILE"), failure);
  }

  @Test
  void theTemplateGoesAlongWithACompressedModel() throws IOException {
    Path out = temp.resolve("out");
    PareRun.of("quantize", model, "-o", out, "--bits", 8).succeeded();
    Map<String, ByteSource> files =
        Map.of(
            "chat_template.jinja",
            ByteSource.of(Files.readAllBytes(out.resolve("chat_template.jinja"))));
    assertEquals("u:xa:", ChatTemplate.of(files, out).render(List.of(ChatMessage.user("x")), true));
  }
}
