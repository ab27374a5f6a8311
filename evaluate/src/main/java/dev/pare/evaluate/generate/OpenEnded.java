package dev.pare.evaluate.generate;

import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.triple.KnowledgeGraph;
import dev.pare.evaluate.triple.Triple;
import java.util.List;
import java.util.Map;

/**
 * KGQuiz's fifth format (arXiv 2310.09725): tell facts about a subject. Subjects have at least so
 * many objects, those not counted that the subject's own name tells. Fields: {@code subject},
 * {@code answers} (all those objects).
 */
final class OpenEnded implements Quiz {
  private final KnowledgeGraph graph;
  private final List<String> subjects;

  OpenEnded(KnowledgeGraph graph, int facts, long seed) {
    this.graph = graph;
    List<String> known =
        graph.triples().stream()
            .map(Triple::subject)
            .distinct()
            .filter(subject -> graph.about(subject).get(0).subject().equals(subject))
            .filter(subject -> objects(subject).size() >= facts)
            .toList();
    this.subjects = new Draws(seed, "subjects", 0).shuffled(known);
  }

  private List<String> objects(String subject) {
    return graph.about(subject).stream()
        .map(Triple::object)
        .filter(object -> !graph.tells(subject, object))
        .distinct()
        .toList();
  }

  @Override
  public int size() {
    return subjects.size();
  }

  @Override
  public Map<String, Object> question(int index) {
    String subject = subjects.get(index);
    return Map.of("subject", subject, Sample.ANSWERS, objects(subject));
  }
}
