package dev.pare.evaluate.generate;

import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.triple.KnowledgeGraph;
import dev.pare.evaluate.triple.Triple;
import dev.pare.evaluate.triple.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * KGQuiz's fourth format (arXiv 2310.09725): in a chain of facts, each about the object of the one
 * before, one of the objects is replaced, wherever it is named, by another object of its relation;
 * what should stand there? A chain starts from each subject and relation once. Right are all names
 * that keep both the fact before and the fact after; none of them is in the text. Fields: {@code
 * statement} (with the error), {@code wrong}, {@code blank}, {@code corrected}, {@code answers}.
 */
final class FactualEditing implements Quiz {
  private static final int TRIES = 32;

  private final KnowledgeGraph graph;
  private final int hops;
  private final List<Map<String, Object>> questions = new ArrayList<>();

  FactualEditing(KnowledgeGraph graph, int hops, long seed) {
    this.graph = graph;
    this.hops = hops;
    List<Triple> starts = new Draws(seed, "facts", 0).shuffled(AskedFacts.of(graph));
    for (int i = 0; i < starts.size(); i++) {
      question(starts.get(i), new Draws(seed, "editing", i)).ifPresent(questions::add);
    }
  }

  @Override
  public int size() {
    return questions.size();
  }

  @Override
  public Map<String, Object> question(int index) {
    return questions.get(index);
  }

  private Optional<Map<String, Object>> question(Triple start, Draws draws) {
    for (int i = 0; i < TRIES; i++) {
      List<Triple> chain = chain(start, draws);
      if (chain.size() == hops) {
        int replaced = draws.below(hops);
        String relation = chain.get(replaced).relation();
        String wrong = draws.oneOf(graph.of(relation)).object();
        Optional<Map<String, Object>> question = question(chain, replaced, wrong);
        if (question.isPresent()) {
          return question;
        }
      }
    }
    return Optional.empty();
  }

  /** A walk from fact to fact that comes to no name twice; shorter at a dead end. */
  private List<Triple> chain(Triple start, Draws draws) {
    List<Triple> chain = new ArrayList<>(List.of(start));
    while (chain.size() < hops) {
      List<Triple> on = graph.about(chain.get(chain.size() - 1).object());
      if (on.isEmpty()) {
        return chain;
      }
      Triple next = draws.oneOf(on);
      if (graph.tells(next.subject(), next.object())
          || chain.stream().anyMatch(fact -> !graph.apart(fact.subject(), next.object()))) {
        return chain;
      }
      chain.add(next);
    }
    return chain;
  }

  private Optional<Map<String, Object>> question(List<Triple> chain, int replaced, String wrong) {
    Triple fact = chain.get(replaced);
    List<String> answers = answers(chain, replaced);
    String statement = text(chain, replaced, wrong);
    boolean fair =
        !graph.mayHold(fact.subject(), fact.relation(), wrong)
            && chain.stream().allMatch(other -> graph.apart(other.subject(), wrong))
            && chain.stream().allMatch(other -> graph.apart(other.object(), wrong))
            && answers.stream().noneMatch(answer -> graph.tells(statement, answer));
    return fair
        ? Optional.of(
            Map.of(
                "statement",
                statement,
                "wrong",
                wrong,
                "blank",
                text(chain, replaced, Wording.BLANK),
                "corrected",
                text(chain, replaced, fact.object()),
                Sample.ANSWERS,
                answers))
        : Optional.empty();
  }

  private List<String> answers(List<Triple> chain, int replaced) {
    Triple fact = chain.get(replaced);
    List<String> objects = graph.objects(fact.subject(), fact.relation());
    if (replaced == hops - 1) {
      return objects;
    }
    Triple next = chain.get(replaced + 1);
    return objects.stream()
        .filter(object -> graph.holds(object, next.relation(), next.object()))
        .toList();
  }

  /** The chain in words, with another name in the place of one object. */
  private String text(List<Triple> chain, int replaced, String name) {
    List<String> names = new ArrayList<>(List.of(chain.get(0).subject()));
    chain.forEach(fact -> names.add(fact.object()));
    names.set(replaced + 1, name);
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < hops; i++) {
      sentences.add(
          graph.statement(new Triple(names.get(i), chain.get(i).relation(), names.get(i + 1))));
    }
    return String.join(" ", sentences);
  }
}
