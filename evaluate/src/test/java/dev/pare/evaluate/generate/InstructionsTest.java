package dev.pare.evaluate.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.json.JsonObject;
import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.metric.AnswerMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class InstructionsTest {
  /** An obedient answer to each form, in their order; {w} is the word that is wanted. */
  private static final List<String> OBEDIENT =
      List.of(
          "It is what it is.",
          "It is what it is, and ".repeat(6),
          "One hardly thinks of it without {w}.",
          "- It is old.\n- It is common.\n- It is useful.",
          "In short, it is what it is.",
          "It is what it is.",
          "it is what it is.",
          "Something.",
          "What is it?",
          "IT IS WHAT IT IS.",
          "About {w} and more",
          "It is what it is. The end.",
          "{\"name\": \"it\", \"use\": \"none\"}",
          "Imagine a thing that is what it is.",
          "- this\n- that",
          "To be what it is.");

  private static GeneratedSamples made(long seed) {
    return SampleGenerators.named(Instructions.NAME, new JsonObject("test", Map.of()))
        .open(names -> List.of(), seed);
  }

  private static List<Map<String, Object>> first(int count, long seed) {
    GeneratedSamples made = made(seed);
    List<Map<String, Object>> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.addAll(made.at(i));
    }
    return samples;
  }

  private static double score(Map<String, Object> sample, String answer) {
    List<String> constraints = new Sample("s", sample).texts("constraints");
    return AnswerMetrics.named("constraints-all").score(answer, constraints);
  }

  @Test
  void everyFormCanBeFollowedAndIsByNoEmptyAnswer() {
    for (Map<String, Object> sample : first(OBEDIENT.size() * 3, 7)) {
      assertFalse(sample.get(Sample.QUESTION).toString().contains("{"), sample.toString());
      assertEquals(0, score(sample, " "));
    }
    List<Map<String, Object>> samples = first(OBEDIENT.size(), 7);
    for (int i = 0; i < OBEDIENT.size(); i++) {
      String wanted =
          new Sample("s", samples.get(i))
              .texts("constraints").stream()
                  .filter(line -> line.startsWith("require "))
                  .map(line -> line.substring(8))
                  .findFirst()
                  .orElse("");
      assertEquals(1, score(samples.get(i), OBEDIENT.get(i).replace("{w}", wanted)), "form " + i);
    }
  }

  @Test
  void noneComesTwiceNorIsAnExampleAsked() {
    GeneratedSamples made = made(1);
    List<Map<String, Object>> all = first(made.available(), 1);
    assertEquals(all.size(), all.stream().distinct().count());
    for (int i = -OBEDIENT.size(); i < 0; i++) {
      assertFalse(all.contains(made.at(i).get(0)));
    }
    assertTrue(all.size() > 600);
  }

  @Test
  void anotherSeedAsksAboutOtherThings() {
    assertEquals(first(80, 1), first(160, 1).subList(0, 80));
    assertNotEquals(first(80, 1), first(80, 2));
  }
}
