package dev.pare.evaluate.generate;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The generators by name. */
public final class SampleGenerators {
  private static final Map<String, Function<JsonObject, SampleGenerator>> KNOWN =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(AtlasQuestions.NAME, AtlasQuestions::new),
              Map.entry(AtlasText.NAME, AtlasText::new),
              Map.entry(Instructions.NAME, Instructions::new),
              Map.entry(KeyValue.NAME, KeyValue::new),
              Map.entry(KnightsAndKnaves.NAME, KnightsAndKnaves::new),
              Map.entry(LetterCount.NAME, LetterCount::new),
              Map.entry(Needle.NAME, Needle::new),
              Map.entry(WordCount.NAME, WordCount::new),
              Map.entry(QuizGenerator.TRUE_FALSE, QuizGenerator::trueFalse),
              Map.entry(QuizGenerator.CHOICE, QuizGenerator::choice),
              Map.entry(QuizGenerator.BLANK, QuizGenerator::blank),
              Map.entry(QuizGenerator.EDITING, QuizGenerator::editing),
              Map.entry(QuizGenerator.OPEN, QuizGenerator::openEnded),
              Map.entry(QuizGenerator.RETRIEVAL, QuizGenerator::retrieval)));

  private SampleGenerators() {}

  /** All names, sorted. */
  public static Set<String> names() {
    return new TreeSet<>(KNOWN.keySet());
  }

  /**
   * @param options of the generator alone
   * @throws PareException if there is no such generator, or an option is unknown or wrong
   */
  public static SampleGenerator named(String name, JsonObject options) {
    Function<JsonObject, SampleGenerator> known = KNOWN.get(name);
    if (known == null) {
      throw new PareException(
          options.source(),
          "unknown generator \"" + name + "\"",
          "known are " + String.join(", ", names()));
    }
    return known.apply(options);
  }
}
