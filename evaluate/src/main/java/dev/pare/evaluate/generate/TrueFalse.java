package dev.pare.evaluate.generate;

import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.triple.KnowledgeGraph;
import dev.pare.evaluate.triple.Triple;
import java.util.List;
import java.util.Map;

/**
 * KGQuiz's first format (arXiv 2310.09725): is a statement true? Of two facts of a relation one's
 * object is asked about with its own subject (true) and with the other's (false), one question
 * after the other. So half of the answers are true whatever is common in the data: who says always
 * the same, or goes by the object alone, is right in exactly half. Fields: {@code statement},
 * {@code choices} (True, False), {@code answer}.
 */
final class TrueFalse implements Quiz {
  private static final List<String> CHOICES = List.of("True", "False");

  private final KnowledgeGraph graph;
  private final long seed;
  private final List<List<Triple>> pairs;

  TrueFalse(KnowledgeGraph graph, long seed) {
    this.graph = graph;
    this.seed = seed;
    this.pairs = PeerGroups.of(graph, 2, seed);
  }

  @Override
  public int size() {
    return 2 * pairs.size();
  }

  @Override
  public Map<String, Object> question(int index) {
    Draws draws = new Draws(seed, "true or false", index / 2);
    List<Triple> pair = draws.shuffled(pairs.get(index / 2));
    boolean isTrue = draws.below(2) == index % 2;
    Triple right = pair.get(0);
    Triple asked = isTrue ? right : pair.get(1);
    return Map.of(
        "statement",
        graph.statement(new Triple(asked.subject(), asked.relation(), right.object())),
        Sample.CHOICES,
        CHOICES,
        Sample.ANSWER,
        isTrue ? 0L : 1L,
        Sample.ANSWERS,
        List.of(isTrue ? "True" : "False"));
  }
}
