package dev.pare.evaluate.generate;

import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.triple.KnowledgeGraph;
import dev.pare.evaluate.triple.Triple;
import java.util.List;
import java.util.Map;

/**
 * KGQuiz's third format (arXiv 2310.09725): which name fills the blank? Any object that the
 * relation leads to from the subject is right. Fields: {@code blank} (the statement), {@code
 * question}, {@code answers}.
 */
final class BlankFilling implements Quiz {
  private final KnowledgeGraph graph;
  private final List<Triple> facts;

  BlankFilling(KnowledgeGraph graph, long seed) {
    this.graph = graph;
    this.facts = new Draws(seed, "facts", 0).shuffled(AskedFacts.of(graph));
  }

  @Override
  public int size() {
    return facts.size();
  }

  @Override
  public Map<String, Object> question(int index) {
    Triple fact = facts.get(index);
    return Map.of(
        "blank",
        graph.wording(fact.relation()).blank(fact.subject()),
        Sample.QUESTION,
        graph.wording(fact.relation()).question(fact.subject()),
        Sample.ANSWERS,
        graph.objects(fact.subject(), fact.relation()));
  }
}
