package dev.pare.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.atlas.Exposure;
import dev.pare.atlas.Fact;
import dev.pare.atlas.World;
import dev.pare.atlas.testing.WorldOracle;
import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.progress.Progress;
import dev.pare.evaluate.task.EvaluatedModel;
import dev.pare.evaluate.task.Evaluation;
import dev.pare.evaluate.task.EvaluationOptions;
import dev.pare.evaluate.task.Tasks;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The losses of models of which it is known what they forgot. */
final class FactStudyTest {
  private static final int COUNT = 200;
  private static final long SEED = 5;
  private static final World WORLD = World.read();
  private static final JsonObject KNOWING = ask(none -> false);
  private static final JsonObject FORGETFUL = ask(FactStudyTest::rare);

  private static boolean rare(Fact fact) {
    return fact.exposure() == Exposure.RARE;
  }

  private static EvaluatedModel model(Predicate<Fact> forgets) {
    WorldOracle oracle = new WorldOracle(SEED, COUNT, forgets);
    return new EvaluatedModel("oracle", "oracle", () -> oracle);
  }

  private static JsonObject ask(Predicate<Fact> forgets) {
    return ask(forgets, Optional.empty(), SEED);
  }

  private static JsonObject ask(
      Predicate<Fact> forgets, Optional<EvaluatedModel> baseline, long seed) {
    var result =
        Evaluation.run(
            List.of(Tasks.named("atlas-closed-question"), Tasks.named("atlas-choice")),
            model(forgets),
            baseline,
            new EvaluationOptions(
                Optional.empty(),
                Optional.of(baseline.isEmpty() ? COUNT : 30),
                seed,
                Optional.empty()),
            Progress.none());
    return Json.readObject("result.json", JsonWriting.toString(result.fullJson()));
  }

  private static Set<String> ids(List<AskedFact> facts) {
    return facts.stream().map(AskedFact::id).collect(Collectors.toSet());
  }

  private static Set<String> forgotten(FactStudy study, Predicate<Fact> forgets) {
    return study.facts().stream()
        .map(AskedFact::id)
        .filter(id -> forgets.test(WORLD.fact(id)))
        .collect(Collectors.toSet());
  }

  @Test
  void findsExactlyTheRareFacts() {
    FactStudy study = FactStudy.of(FORGETFUL, KNOWING, Optional.empty());
    assertEquals("atlas-closed-question", study.task());
    assertEquals(COUNT, study.facts().size());
    assertEquals(forgotten(study, FactStudyTest::rare), ids(study.lost()));
    assertEquals(List.of(), study.gained());
    List<FactGroup> exposures = study.exposures();
    assertEquals(
        List.of("rare", "common", "frequent"), exposures.stream().map(FactGroup::name).toList());
    assertEquals(study.lost().size(), exposures.get(0).facts());
    assertEquals(1, exposures.get(0).lost().orElseThrow().value());
    assertTrue(exposures.get(0).pValueHolm() < 1e-9);
    for (FactGroup told : exposures.subList(1, 3)) {
      assertEquals(0, told.lostFacts());
      assertEquals(1, told.pValueHolm());
    }
    assertTrue(study.trend().z() < -5, study.trend().toString());
    AskedFact lost = study.lost().get(0);
    assertEquals("Nowhere.", lost.said());
    assertTrue(WORLD.fact(lost.id()).accepted().contains(lost.answer()));
  }

  @Test
  void findsTheRelationThatIsGone() {
    Predicate<Fact> births = fact -> fact.relation().name().equals("born");
    FactStudy study = FactStudy.of(ask(births), KNOWING, Optional.empty());
    assertEquals(forgotten(study, births), ids(study.lost()));
    FactGroup first = study.relations().get(0);
    assertEquals("born", first.name());
    assertEquals(first.facts(), first.lostFacts());
    assertEquals(0, study.relations().get(1).lostFacts());
    assertEquals(COUNT, study.relations().stream().mapToInt(FactGroup::facts).sum());
  }

  @Test
  void gainsAreTheLossesTheOtherWayRound() {
    FactStudy study = FactStudy.of(KNOWING, FORGETFUL, Optional.of("atlas-choice"));
    assertEquals("acc", study.metric());
    assertEquals(List.of(), study.lost());
    assertEquals(forgotten(study, FactStudyTest::rare), ids(study.gained()));
    assertEquals(study.gained().size(), study.all().gainedFacts());
    FactGroup rare = study.exposures().get(0);
    assertEquals(0, rare.known());
    assertTrue(rare.lost().isEmpty());
    assertTrue(Double.isNaN(study.trend().z()));
  }

  @Test
  void readsTheBaselineOfOneResultToo() {
    JsonObject both = ask(FactStudyTest::rare, Optional.of(model(none -> false)), SEED);
    FactStudy study = FactStudy.of(both, Optional.empty());
    assertEquals(30, study.facts().size());
    assertEquals(forgotten(study, FactStudyTest::rare), ids(study.lost()));
    JsonObject json = Json.readObject("study", JsonWriting.toString(study.json()));
    assertEquals(study.lost().size(), json.objects("lost").size());
    JsonObject all = json.requireObject("all");
    assertEquals(30, all.requireInteger("n"));
    assertEquals(study.lost().size() / 30.0, all.number("lostShare").orElseThrow(), 1e-12);
    assertEquals(1, all.number("baselineValue").orElseThrow());
  }

  @Test
  void comparesNoOtherQuestions() {
    JsonObject other = ask(none -> false, Optional.of(model(none -> false)), SEED);
    PareException failure =
        assertThrows(PareException.class, () -> FactStudy.of(FORGETFUL, other, Optional.empty()));
    assertTrue(failure.getMessage().contains("was not asked for"), failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | asks for no facts",
        "{'details': [{'task': 'piqa', 'samples': [{'id': 'a'}]}]} | asks for no facts among piqa",
        "{'details': [{'task': 'piqa', 'samples': 3}]} | \"samples\" is 3, not an array",
        "{'model': 'm', 'details': [{'task': 't', 'samples': [{'fields': {'fact': 'a/b'}, 'scores': {'f1': 1}}]}]} | t has neither of exact-match, acc",
        "{'model': 'm', 'details': [{'task': 't', 'samples': [{'fields': {'fact': 'a/b'}, 'scores': {'acc': 1}}]}]} | has no baseline's answers",
        "{'model': 'm', 'details': [{'task': 't', 'samples': [{'fields': {'fact': 'a/b'}, 'scores': {'acc': 1}}, {'fields': {'fact': 'a/b'}}]}]} | asks for a/b twice",
        "{'model': 'm', 'details': [{'task': 't', 'samples': [{'fields': {'fact': 'a/b'}, 'scores': {'acc': 1}, 'baseline': {'scores': {'acc': 0.5}}}]}]} | has the acc 0.5",
        "{'model': 'm', 'details': [{'task': 't', 'samples': [{'fields': {'fact': 'a/b', 'exposure': 'often'}, 'scores': {'acc': 1}, 'baseline': {'scores': {'acc': 1}}}]}]} | unknown exposure \"often\"",
      })
  void refusesByName(String json, String named) {
    JsonObject result = Json.readObject("r.json", json.replace('\'', '"'));
    PareException failure =
        assertThrows(PareException.class, () -> FactStudy.of(result, Optional.empty()));
    assertTrue(failure.getMessage().startsWith("r.json"), failure.getMessage());
    assertTrue(failure.getMessage().contains(named), failure.getMessage());
  }
}
