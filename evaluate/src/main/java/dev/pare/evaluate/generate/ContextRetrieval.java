package dev.pare.evaluate.generate;

import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.triple.KnowledgeGraph;
import dev.pare.evaluate.triple.Triple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * LLM-KICK's in-context retrieval (arXiv 2310.01382) from facts: a question, and a context of
 * sentences one of which answers it, at a random place. The others are facts of the same relation
 * about other subjects, with other objects, no two the same: the answer does not stand out. Which
 * facts are asked depends on the number of sentences, not on whether a prompt shows them: asked
 * open and closed, the questions are the same. Fields: {@code context} (a sentence a line), {@code
 * place} (of the asked one, from 1), {@code question}, {@code answers}.
 */
final class ContextRetrieval implements Quiz {
  /** Facts looked at for each sentence; a relation with few different objects is left out. */
  private static final int LOOKS = 64;

  private final KnowledgeGraph graph;
  private final int sentences;
  private final long seed;
  private final Map<String, List<Triple>> relations = new HashMap<>();
  private final List<Triple> facts;

  ContextRetrieval(KnowledgeGraph graph, int sentences, long seed) {
    this.graph = graph;
    this.sentences = sentences;
    this.seed = seed;
    for (String relation : graph.relations()) {
      relations.put(relation, new Draws(seed, relation, 0).shuffled(graph.of(relation)));
    }
    List<Triple> asked = new Draws(seed, "facts", 0).shuffled(AskedFacts.of(graph));
    this.facts = asked.stream().filter(fact -> others(fact).size() == sentences - 1).toList();
  }

  @Override
  public int size() {
    return facts.size();
  }

  @Override
  public Map<String, Object> question(int index) {
    Triple fact = facts.get(index);
    List<Triple> context = new ArrayList<>(others(fact));
    int place = new Draws(seed, "place", index).below(sentences);
    context.add(place, fact);
    return Map.of(
        Sample.CONTEXT,
        context.stream().map(graph::statement).collect(Collectors.joining("\n")),
        "place",
        place + 1L,
        Sample.QUESTION,
        graph.wording(fact.relation()).question(fact.subject()),
        Sample.ANSWERS,
        graph.objects(fact.subject(), fact.relation()));
  }

  /** Those that go with it, from a random place in the relation's random order on. */
  private List<Triple> others(Triple fact) {
    List<Triple> all = relations.get(fact.relation());
    List<String> right = graph.objects(fact.subject(), fact.relation());
    int start = new Draws(seed, fact.relation() + " " + fact.subject(), 1).below(all.size());
    List<Triple> others = new ArrayList<>();
    for (int i = 0; i < Math.min(all.size(), LOOKS * sentences); i++) {
      Triple other = all.get((start + i) % all.size());
      if (others.size() < sentences - 1 && fits(other, fact, right, others)) {
        others.add(other);
      }
    }
    return others;
  }

  private boolean fits(Triple other, Triple fact, List<String> right, List<Triple> taken) {
    return right.stream().allMatch(object -> graph.apart(object, other.object()))
        && right.stream().noneMatch(object -> graph.tells(other.subject(), object))
        && graph.apart(fact.subject(), other.subject())
        && !graph.mayHold(fact.subject(), fact.relation(), other.object())
        && taken.stream().allMatch(one -> differ(one, other));
  }

  private boolean differ(Triple a, Triple b) {
    return graph.apart(a.subject(), b.subject()) && graph.apart(a.object(), b.object());
  }
}
