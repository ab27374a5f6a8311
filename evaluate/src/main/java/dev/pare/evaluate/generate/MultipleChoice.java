package dev.pare.evaluate.generate;

import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.triple.KnowledgeGraph;
import dev.pare.evaluate.triple.Triple;
import java.util.List;
import java.util.Map;

/**
 * KGQuiz's second format (arXiv 2310.09725): one of some objects of the relation fills the blank.
 * As many facts as there are options share them, one question after the other, so that each option
 * is right once: who goes by the options alone is right once in as many. Fields: {@code blank} (the
 * statement), {@code question}, {@code choices}, {@code answer}.
 */
final class MultipleChoice implements Quiz {
  private final KnowledgeGraph graph;
  private final int options;
  private final long seed;
  private final List<List<Triple>> groups;

  MultipleChoice(KnowledgeGraph graph, int options, long seed) {
    this.graph = graph;
    this.options = options;
    this.seed = seed;
    this.groups = PeerGroups.of(graph, options, seed);
  }

  @Override
  public int size() {
    return options * groups.size();
  }

  @Override
  public Map<String, Object> question(int index) {
    List<Triple> group = groups.get(index / options);
    Triple fact = group.get(index % options);
    List<Triple> order = new Draws(seed, "options", index).shuffled(group);
    return Map.of(
        "blank",
        graph.wording(fact.relation()).blank(fact.subject()),
        Sample.QUESTION,
        graph.wording(fact.relation()).question(fact.subject()),
        Sample.CHOICES,
        order.stream().map(Triple::object).toList(),
        Sample.ANSWER,
        (long) order.indexOf(fact));
  }
}
