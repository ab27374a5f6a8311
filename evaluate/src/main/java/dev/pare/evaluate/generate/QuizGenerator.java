package dev.pare.evaluate.generate;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.evaluate.triple.KnowledgeGraph;
import dev.pare.evaluate.triple.TripleSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Questions made of anyone's facts. There are as many as the facts allow; the last {@value
 * #EXAMPLES} of them are kept for solved examples.
 */
final class QuizGenerator implements SampleGenerator {
  static final int EXAMPLES = 8;
  static final String TRUE_FALSE = "kgquiz-true-false";
  static final String CHOICE = "kgquiz-choice";
  static final String BLANK = "kgquiz-blank";
  static final String EDITING = "kgquiz-editing";
  static final String OPEN = "kgquiz-open";
  static final String RETRIEVAL = "triple-retrieval";

  /** A kind of quiz: its questions about some facts. */
  interface Kind {
    /**
     * @param number of the kind: options, hops, facts or sentences of the context
     */
    Quiz of(KnowledgeGraph graph, int number, long seed);
  }

  private final String name;
  private final String where;
  private final TripleSource source;
  private final Kind kind;
  private final int number;

  private QuizGenerator(String name, JsonObject options, Kind kind, int number) {
    this.name = name;
    this.where = options.source();
    this.source = new TripleSource(options);
    this.kind = kind;
    this.number = number;
  }

  private static QuizGenerator of(String name, JsonObject options, Kind kind) {
    Yaml.requireKeys(options, TripleSource.KEYS);
    return new QuizGenerator(name, options, kind, 0);
  }

  /** One with a number among its options. */
  private static QuizGenerator of(
      String name, JsonObject options, Kind kind, String key, int least, int most, int usual) {
    Set<String> keys = new TreeSet<>(TripleSource.KEYS);
    keys.add(key);
    Yaml.requireKeys(options, keys);
    int number = options.intValue(key, least).orElse(usual);
    if (number > most) {
      throw new PareException(
          options.source(), "\"" + key + "\" is " + number, "write " + most + " or less");
    }
    return new QuizGenerator(name, options, kind, number);
  }

  static SampleGenerator trueFalse(JsonObject options) {
    return of(TRUE_FALSE, options, (graph, none, seed) -> new TrueFalse(graph, seed));
  }

  static SampleGenerator choice(JsonObject options) {
    return of(CHOICE, options, MultipleChoice::new, "choices", 2, 26, 4);
  }

  static SampleGenerator blank(JsonObject options) {
    return of(BLANK, options, (graph, none, seed) -> new BlankFilling(graph, seed));
  }

  static SampleGenerator editing(JsonObject options) {
    return of(EDITING, options, FactualEditing::new, "hops", 1, 8, 3);
  }

  static SampleGenerator openEnded(JsonObject options) {
    return of(OPEN, options, OpenEnded::new, "facts", 1, 1000, 3);
  }

  static SampleGenerator retrieval(JsonObject options) {
    return of(RETRIEVAL, options, ContextRetrieval::new, "context", 2, 1000, 10);
  }

  @Override
  public String ifTooLong() {
    return name.equals(RETRIEVAL)
        ? "lower \"context\", or take a model with a longer context"
        : "take a model with a longer context";
  }

  @Override
  public GeneratedSamples open(DataFolder folder, long seed) {
    KnowledgeGraph graph = source.read(folder.files(source.files()));
    Quiz quiz = kind.of(graph, number, seed);
    if (quiz.size() <= EXAMPLES) {
      throw new PareException(
          where,
          "these facts make " + quiz.size() + " questions of " + name,
          "add facts: the last " + EXAMPLES + " questions are kept for examples");
    }
    return new GeneratedSamples() {
      @Override
      public List<Map<String, Object>> at(int index) {
        return List.of(quiz.question(index < 0 ? example(index) : index));
      }

      private int example(int index) {
        if (index < -EXAMPLES) {
          throw new PareException(
              where, "has " + EXAMPLES + " examples", "ask for " + (EXAMPLES - 1) + " shots");
        }
        return quiz.size() + index;
      }

      @Override
      public int available() {
        return quiz.size() - EXAMPLES;
      }
    };
  }
}
