package dev.pare.evaluate.generate;

import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.triple.KnowledgeGraph;
import dev.pare.evaluate.triple.Triple;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Facts whose truth any test can tell, and what is asked of them. */
final class QuizFixture {
  static final long SEED = 5;

  private QuizFixture() {}

  /**
   * {@code p… likes f…}, where most like f0; {@code p… owns f…}, up to four each; {@code f… made_by
   * m…}; {@code m… from c…}; and {@code p… twin p…}.
   */
  static List<Triple> facts() {
    Random random = new Random(1);
    List<Triple> facts = new ArrayList<>();
    for (int i = 0; i < 240; i++) {
      int liked = random.nextInt(10) < 7 ? 0 : random.nextInt(12);
      facts.add(new Triple("p" + i, "likes", "f" + liked));
      for (int k = random.nextInt(5); k > 0; k--) {
        facts.add(new Triple("p" + i, "owns", "f" + random.nextInt(12)));
      }
      if (i % 2 == 0) {
        facts.add(new Triple("p" + i, "twin", "p" + (i + 1 + 2 * random.nextInt(3))));
      }
    }
    for (int i = 0; i < 12; i++) {
      facts.add(new Triple("f" + i, "made_by", "m" + i % 7));
    }
    for (int i = 0; i < 7; i++) {
      facts.add(new Triple("m" + i, "from", "c" + i % 4));
      facts.add(new Triple("m" + i + " of the c5", "from", "c5"));
    }
    return facts;
  }

  static KnowledgeGraph graph() {
    return new KnowledgeGraph(facts(), Map.of());
  }

  static List<Sample> samples(Quiz quiz) {
    return IntStream.range(0, quiz.size())
        .mapToObj(i -> new Sample("quiz#" + i, quiz.question(i)))
        .toList();
  }

  /** Brute force: whether the files have the fact, either way round. */
  static boolean known(List<Triple> facts, String subject, String relation, String object) {
    return facts.contains(new Triple(subject, relation, object))
        || facts.contains(new Triple(object, relation, subject));
  }

  /** What a statement in the relations' own words says. */
  static Triple said(String statement) {
    String text = statement.replaceFirst("\\.$", "");
    for (String relation : List.of("likes", "owns", "made by", "from", "twin")) {
      int at = text.indexOf(" " + relation + " ");
      if (at >= 0) {
        return new Triple(
            text.substring(0, at),
            relation.replace(' ', '_'),
            text.substring(at + relation.length() + 2));
      }
    }
    throw new AssertionError(statement);
  }

  static JsonObject options(String yaml) {
    return Yaml.readObject("t.yaml", new StringReader(yaml), "task");
  }
}
