package dev.pare.evaluate.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.chat.ChatTemplate;
import dev.pare.core.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts as messages, and figures that only describe the answers to them. */
final class ChatTaskTest {
  private static final String TASK =
      """
      name: talk
      version: 1
      data: [{format: jsonl, files: [spoken.jsonl]}]
      request: generation
      chat: true
      prompt: "{question}"
      tokens: 40
      constraints: [max-words 2]
      metrics: [constraints, words, distinct-2]
      """;

  private static final String TEMPLATE =
      "{% for m in messages %}<{{ m.role }}>{{ m.content }}</>{% endfor %}"
          + "{% if add_generation_prompt %}<bot>{% endif %}";

  @TempDir private Path folder;
  private TaskFixture fixture;
  private final SpokenModel model = new SpokenModel();

  @BeforeEach
  void make() {
    fixture = new TaskFixture(folder);
    fixture.write("spoken.jsonl", "{\"question\": \"who?\"}\n{\"question\": \"where?\"}\n");
  }

  private EvaluatedModel evaluated(SpokenModel spoken, String template) {
    return new EvaluatedModel(
        "model",
        "model",
        () -> spoken,
        () -> Optional.of(ChatTemplate.of(template, Map.of(), "test")));
  }

  private EvaluationResult run(EvaluatedModel asked, EvaluationOptions options) {
    return Evaluation.run(
        List.of(fixture.task(TASK)), asked, Optional.empty(), options, Progress.none());
  }

  @Test
  void aPromptIsPutAsTheTemplateSays() {
    run(evaluated(model, TEMPLATE), fixture.options());
    assertEquals(Set.of("<user>who?</><bot>", "<user>where?</><bot>"), Set.copyOf(model.prompts));
  }

  @Test
  void withoutATemplateItStandsBetweenUserAndAssistant() {
    model.speech = prompt -> " Me.\nUSER: and you?";
    EvaluationResult result = fixture.run(model, TASK);
    assertTrue(model.prompts.contains("USER: who?\nASSISTANT:"), model.prompts.toString());
    assertEquals(" Me.", result.answers().get(0).model().get(0).text());
  }

  @Test
  void anotherTemplateIsAskedAnew() {
    EvaluationOptions options = fixture.keeping(folder.resolve("answers"));
    run(evaluated(model, TEMPLATE), options);
    run(evaluated(model, TEMPLATE), options);
    assertEquals(2, model.prompts.size());
    run(evaluated(model, TEMPLATE + " "), options);
    assertEquals(4, model.prompts.size());
  }

  @Test
  void lengthsAreCountedAndHaveNoVerdict() {
    model.speech = prompt -> " a b a b";
    SpokenModel baseline = new SpokenModel();
    baseline.speech = prompt -> prompt.contains("who") ? " a" : " a b c d e";
    EvaluationResult result =
        Evaluation.run(
            List.of(fixture.task(TASK)),
            TaskFixture.evaluated("model", model),
            Optional.of(TaskFixture.evaluated("baseline", baseline)),
            fixture.options(),
            Progress.none());
    TaskResult words = result.results().get(1);
    assertEquals(4, words.figure().value(), 1e-12);
    assertEquals(3, words.comparison().orElseThrow().baseline().value(), 1e-12);
    assertEquals(1, words.comparison().orElseThrow().difference().value(), 1e-12);
    assertTrue(words.figure().interval().high() <= 5);
    assertEquals("no verdict: neither more nor less is better", result.verdict(1));
    assertEquals(2 / 3.0, result.results().get(2).figure().value(), 1e-12);
    assertTrue(Double.isNaN(result.adjusted().get(1).differencePValue()));
    assertEquals(0, result.results().get(0).figure().value());
    assertEquals(0.5, result.results().get(0).comparison().orElseThrow().baseline().value(), 1e-12);
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> rows = (List<Map<String, Object>>) result.json().get("tasks");
    assertNull(rows.get(1).get("verdict"));
  }

  @Test
  void missingReferencesAreNamedBeforeTheModelIsAsked() {
    PareException e =
        assertThrows(
            PareException.class, () -> fixture.run(model, TASK.replace("distinct-2", "rouge-l")));
    assertTrue(e.getMessage().contains("spoken.jsonl#1"), e.getMessage());
    assertTrue(model.prompts.isEmpty());
  }

  @Test
  void whatIsNoConstraintIsRefused() {
    PareException e =
        assertThrows(
            PareException.class, () -> fixture.task(TASK.replace("max-words 2", "max-word 2")));
    assertTrue(e.getMessage().contains("max-word 2"), e.getMessage());
  }
}
