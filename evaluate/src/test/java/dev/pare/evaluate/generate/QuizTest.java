package dev.pare.evaluate.generate;

import static dev.pare.evaluate.generate.QuizFixture.SEED;
import static dev.pare.evaluate.generate.QuizFixture.known;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.triple.KnowledgeGraph;
import dev.pare.evaluate.triple.Triple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every question of every kind against the facts themselves, by brute force. */
final class QuizTest {
  private final List<Triple> facts = QuizFixture.facts();
  private final KnowledgeGraph graph = QuizFixture.graph();

  private Set<String> objects(String subject, String relation) {
    Set<String> objects = new TreeSet<>();
    for (Triple fact : facts) {
      if (fact.subject().equals(subject) && fact.relation().equals(relation)) {
        objects.add(fact.object());
      }
    }
    return objects;
  }

  @Test
  void trueStatementsAreFactsAndFalseOnesAreNot() {
    List<Sample> samples = QuizFixture.samples(new TrueFalse(graph, SEED));
    assertTrue(samples.size() > 200, samples.size() + " questions");
    Set<String> statements = new HashSet<>();
    for (Sample sample : samples) {
      Triple said = QuizFixture.said(sample.text("statement"));
      boolean isTrue = sample.answerIndex() == 0;
      assertEquals(isTrue, known(facts, said.subject(), said.relation(), said.object()));
      assertEquals(isTrue ? "True" : "False", sample.text(Sample.ANSWERS));
      assertTrue(statements.add(sample.text("statement")));
    }
  }

  /** Most people like f0, yet who knows only that is right in half. */
  @Test
  void trueAndFalseAreBalancedForEveryObject() {
    List<Sample> samples = QuizFixture.samples(new TrueFalse(graph, SEED));
    Map<String, Integer> truths = new HashMap<>();
    int firstTrue = 0;
    for (int i = 0; i < samples.size(); i += 2) {
      Sample first = samples.get(i);
      assertNotEquals(first.answerIndex(), samples.get(i + 1).answerIndex());
      firstTrue += first.answerIndex() == 0 ? 1 : 0;
    }
    for (Sample sample : samples) {
      Triple said = QuizFixture.said(sample.text("statement"));
      truths.merge(
          said.relation() + said.object(), sample.answerIndex() == 0 ? 1 : -1, Integer::sum);
    }
    assertEquals(Set.of(0), Set.copyOf(truths.values()));
    assertEquals(.5, firstTrue / (samples.size() / 2.), .12, "no order to go by");
  }

  @Test
  void oneChoiceIsRightAndEachOfAGroupOnce() {
    List<Sample> samples = QuizFixture.samples(new MultipleChoice(graph, 4, SEED));
    assertTrue(samples.size() > 100, samples.size() + " questions");
    int[] places = new int[4];
    for (int group = 0; group < samples.size(); group += 4) {
      Set<String> right = new TreeSet<>();
      for (Sample sample : samples.subList(group, group + 4)) {
        List<String> choices = sample.texts(Sample.CHOICES);
        for (int c = 0; c < 4; c++) {
          Triple said = QuizFixture.said(sample.text("blank").replace("[MASK]", choices.get(c)));
          assertEquals(
              c == sample.answerIndex(),
              known(facts, said.subject(), said.relation(), said.object()),
              said.toString());
        }
        places[sample.answerIndex()]++;
        right.add(choices.get(sample.answerIndex()));
        assertEquals(right.size(), new TreeSet<>(right).size());
        assertEquals(4, new TreeSet<>(choices).size());
      }
      assertEquals(new TreeSet<>(samples.get(group).texts(Sample.CHOICES)), right);
    }
    for (int place : places) {
      assertEquals(samples.size() / 4., place, samples.size() / 10., Arrays.toString(places));
    }
  }

  @Test
  void blanksHaveAllRightAnswersAndAreAskedOnce() {
    List<Sample> samples = QuizFixture.samples(new BlankFilling(graph, SEED));
    Set<String> asked = new HashSet<>();
    int several = 0;
    for (Sample sample : samples) {
      Triple said = QuizFixture.said(sample.text("blank"));
      Set<String> right = objects(said.subject(), said.relation());
      assertEquals(right, new TreeSet<>(sample.texts(Sample.ANSWERS)));
      assertTrue(asked.add(sample.text("blank")));
      assertFalse(said.subject().contains("c5"), "the subject tells the object");
      assertEquals(sample.text("blank") + " What should [MASK] be?", sample.text(Sample.QUESTION));
      several += right.size() > 1 ? 1 : 0;
    }
    long subjects =
        facts.stream().map(f -> f.subject() + "|" + f.relation()).distinct().count() - 7;
    assertEquals(subjects, samples.size(), "7 subjects tell their object");
    assertTrue(several > 20);
  }

  @Test
  void editingReplacesOneNameOfAChainThroughout() {
    for (int hops = 1; hops <= 3; hops++) {
      List<Sample> samples = QuizFixture.samples(new FactualEditing(graph, hops, SEED));
      assertTrue(samples.size() > 100, hops + " hops: " + samples.size());
      Set<Integer> replaced = new HashSet<>();
      for (Sample sample : samples) {
        List<Triple> good = chain(sample.text("corrected"), hops);
        List<Triple> bad = chain(sample.text("statement"), hops);
        int at = 0;
        while (good.get(at).equals(bad.get(at))) {
          at++;
        }
        replaced.add(at);
        String wrong = sample.text("wrong");
        assertEquals(wrong, bad.get(at).object());
        assertFalse(known(facts, bad.get(at).subject(), bad.get(at).relation(), wrong));
        for (int i = 0; i < hops; i++) {
          assertTrue(facts.contains(good.get(i)), good.get(i).toString());
          assertEquals(
              i == 0 ? bad.get(0).subject() : bad.get(i - 1).object(), bad.get(i).subject());
          assertTrue(i == at || i == at + 1 || good.get(i).equals(bad.get(i)));
        }
        assertEquals(answers(good, at), new TreeSet<>(sample.texts(Sample.ANSWERS)));
        List<String> words = List.of(sample.text("statement").split("[ .]+"));
        sample.texts(Sample.ANSWERS).forEach(answer -> assertFalse(words.contains(answer)));
        assertEquals(
            sample.text("corrected").replace(good.get(at).object(), "[MASK]"),
            sample.text("blank"));
      }
      assertEquals(hops, replaced.size(), "each place is replaced at times");
    }
  }

  private static List<Triple> chain(String text, int hops) {
    List<Triple> chain = new ArrayList<>();
    for (String sentence : text.split("(?<=\\.) ")) {
      chain.add(QuizFixture.said(sentence));
    }
    assertEquals(hops, chain.size(), text);
    return chain;
  }

  private Set<String> answers(List<Triple> chain, int at) {
    Set<String> answers = objects(chain.get(at).subject(), chain.get(at).relation());
    if (at + 1 < chain.size()) {
      Triple next = chain.get(at + 1);
      answers.removeIf(name -> !objects(name, next.relation()).contains(next.object()));
    }
    return answers;
  }

  @Test
  void openQuestionsKnowAllObjectsOfASubject() {
    List<Sample> samples = QuizFixture.samples(new OpenEnded(graph, 3, SEED));
    Set<String> expected = new TreeSet<>();
    for (int i = 0; i < 240; i++) {
      Set<String> all = objects("p" + i, "likes");
      all.addAll(objects("p" + i, "owns"));
      all.addAll(objects("p" + i, "twin"));
      if (all.size() >= 3) {
        expected.add("p" + i + all);
      }
    }
    Set<String> asked = new TreeSet<>();
    for (Sample sample : samples) {
      asked.add(sample.text("subject") + new TreeSet<>(sample.texts(Sample.ANSWERS)));
    }
    assertEquals(expected, asked);
    assertEquals(expected.size(), samples.size());
  }

  @Test
  void contextsHoldTheAskedFactAndNoOtherAnswer() {
    List<Sample> samples = QuizFixture.samples(new ContextRetrieval(graph, 6, SEED));
    assertTrue(samples.size() > 200, samples.size() + " questions");
    int[] places = new int[6];
    for (Sample sample : samples) {
      List<Triple> context = sample.text(Sample.CONTEXT).lines().map(QuizFixture::said).toList();
      assertEquals(6, context.size());
      int place = Integer.parseInt(sample.text("place")) - 1;
      places[place]++;
      Triple asked = context.get(place);
      Set<String> right = objects(asked.subject(), asked.relation());
      assertEquals(right, new TreeSet<>(sample.texts(Sample.ANSWERS)));
      assertTrue(sample.text(Sample.QUESTION).startsWith(asked.subject() + " "));
      for (Triple other : context) {
        assertTrue(facts.contains(other));
        assertEquals(asked.relation(), other.relation());
        assertEquals(other.equals(asked), right.contains(other.object()), "answers once");
      }
      assertEquals(6, context.stream().map(Triple::subject).distinct().count());
      assertEquals(6, context.stream().map(Triple::object).distinct().count());
    }
    for (int place : places) {
      assertEquals(samples.size() / 6., place, samples.size() / 12., Arrays.toString(places));
    }
  }

  @Test
  void seedsDecideAll() {
    List<Quiz> one = quizzes(SEED);
    List<Quiz> again = quizzes(SEED);
    List<Quiz> other = quizzes(SEED + 1);
    for (int i = 0; i < one.size(); i++) {
      assertEquals(QuizFixture.samples(one.get(i)), QuizFixture.samples(again.get(i)));
      assertNotEquals(
          QuizFixture.samples(one.get(i)).subList(0, 20),
          QuizFixture.samples(other.get(i)).subList(0, 20));
    }
  }

  private List<Quiz> quizzes(long seed) {
    KnowledgeGraph read = QuizFixture.graph();
    return List.of(
        new TrueFalse(read, seed),
        new MultipleChoice(read, 4, seed),
        new BlankFilling(read, seed),
        new FactualEditing(read, 2, seed),
        new OpenEnded(read, 3, seed),
        new ContextRetrieval(read, 6, seed));
  }
}
