package dev.pare.evaluate.generate;

import dev.pare.evaluate.triple.KnowledgeGraph;
import dev.pare.evaluate.triple.Triple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Facts of one relation, a few at a time, none of whose objects could be right for another's
 * subject. Ask each about the same objects, and each object is right as often as any other: who
 * goes by the objects alone, such as their frequency, is right as often as a coin or die.
 *
 * <p>They are {@link AskedFacts}, none of them in two groups.
 */
final class PeerGroups {
  /** Groups that wait for more facts at a time; beyond these a fact is looked at in vain. */
  private static final int WAITING = 64;

  private final KnowledgeGraph graph;
  private final int size;

  private PeerGroups(KnowledgeGraph graph, int size) {
    this.graph = graph;
    this.size = size;
  }

  /** All groups that were found, in random order. */
  static List<List<Triple>> of(KnowledgeGraph graph, int size, long seed) {
    PeerGroups groups = new PeerGroups(graph, size);
    List<List<Triple>> found = new ArrayList<>();
    Map<String, List<Triple>> asked =
        AskedFacts.of(graph).stream()
            .collect(
                Collectors.groupingBy(Triple::relation, LinkedHashMap::new, Collectors.toList()));
    asked.forEach(
        (relation, facts) ->
            found.addAll(groups.among(new Draws(seed, relation, size).shuffled(facts))));
    return new Draws(seed, "groups", size).shuffled(found);
  }

  private List<List<Triple>> among(List<Triple> facts) {
    List<List<Triple>> whole = new ArrayList<>();
    List<List<Triple>> waiting = new ArrayList<>();
    for (Triple fact : facts) {
      List<Triple> group = groupFor(fact, waiting);
      group.add(fact);
      if (group.size() == size) {
        waiting.remove(group);
        whole.add(List.copyOf(group));
      }
    }
    return whole;
  }

  /** The first that it fits into; else a new one, in place of the oldest if there are too many. */
  private List<Triple> groupFor(Triple fact, List<List<Triple>> waiting) {
    for (List<Triple> group : waiting) {
      if (group.stream().allMatch(other -> peers(fact, other))) {
        return group;
      }
    }
    if (waiting.size() == WAITING) {
      waiting.remove(0);
    }
    List<Triple> group = new ArrayList<>();
    waiting.add(group);
    return group;
  }

  private boolean peers(Triple a, Triple b) {
    return graph.apart(a.object(), b.object())
        && graph.apart(a.subject(), b.subject())
        && fits(a, b.object())
        && fits(b, a.object());
  }

  /** Whether an object is surely wrong for a fact's subject, and not a part of its name. */
  private boolean fits(Triple fact, String object) {
    return !graph.mayHold(fact.subject(), fact.relation(), object)
        && !graph.tells(fact.subject(), object);
  }
}
