package dev.pare.evaluate.generate;

import dev.pare.evaluate.triple.KnowledgeGraph;
import dev.pare.evaluate.triple.Triple;
import java.util.ArrayList;
import java.util.List;

/** What can be asked: each subject and relation once, if the subject tells none of its objects. */
final class AskedFacts {
  private AskedFacts() {}

  /** In the files' order. */
  static List<Triple> of(KnowledgeGraph graph) {
    List<Triple> facts = new ArrayList<>();
    for (Triple fact : graph.triples()) {
      List<String> objects = graph.objects(fact.subject(), fact.relation());
      if (objects.get(0).equals(fact.object())
          && objects.stream().noneMatch(object -> graph.tells(fact.subject(), object))) {
        facts.add(fact);
      }
    }
    return facts;
  }
}
