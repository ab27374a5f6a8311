package dev.pare.evaluate.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.atlas.CalibrationDocuments;
import dev.pare.atlas.Document;
import dev.pare.atlas.Exposure;
import dev.pare.atlas.Fact;
import dev.pare.atlas.Gate;
import dev.pare.atlas.Mix;
import dev.pare.atlas.World;
import dev.pare.atlas.WorldText;
import dev.pare.atlas.testing.WorldOracle;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.progress.Progress;
import dev.pare.evaluate.dataset.Sample;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Atlas's bundled tasks, put to a model that answers from the world. */
final class AtlasTasksTest {
  private static final int COUNT = 120;
  private static final long SEED = 3;

  /** LLM-KICK's task that each is asked as. */
  private static final Map<String, String> KICK =
      new TreeMap<>(
          Map.of(
              "atlas-kick-factoid", "freebaseqa",
              "atlas-kick-closed-book", "retrieval-closed",
              "atlas-kick-open-book", "retrieval-open",
              "atlas-kick-summary", "summarize",
              "atlas-kick-instruction", "instructions",
              "atlas-kick-letter", "mmlu"));

  private static final EvaluationResult KNOWING = ask(none -> false);
  private static final EvaluationResult FORGETTING = ask(fact -> fact.exposure() == Exposure.RARE);

  private static Stream<String> gates() {
    return Arrays.stream(Gate.values()).map(gate -> "atlas-" + gate.id());
  }

  private static LoadedTask load(String name, int limit) {
    return LoadedTask.load(Tasks.named(name), Optional.empty(), Optional.of(limit), SEED);
  }

  private static EvaluationResult ask(Predicate<Fact> forgets) {
    WorldOracle oracle = new WorldOracle(SEED, COUNT, forgets);
    return Evaluation.run(
        Stream.concat(gates(), KICK.keySet().stream()).map(Tasks::named).toList(),
        new EvaluatedModel("oracle", "oracle", () -> oracle),
        Optional.empty(),
        new EvaluationOptions(Optional.empty(), Optional.of(COUNT), SEED, Optional.empty()),
        Progress.none());
  }

  private static List<TaskResult> results(EvaluationResult all, String task) {
    List<TaskResult> results =
        all.results().stream().filter(row -> row.task().name().equals(task)).toList();
    assertFalse(results.isEmpty());
    return results;
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void eachGateIsATaskThatWhoKnowsTheWorldPasses(Gate gate) {
    Task task = Tasks.named("atlas-" + gate.id());
    assertEquals("atlas", task.family());
    if (task.kind() instanceof RequestKind.Generation kind) {
      assertEquals(gate.stops(), kind.stop());
    }
    for (TaskResult result : results(KNOWING, task.name())) {
      assertEquals(1, result.figure().value(), result.metric());
      assertEquals(COUNT, result.figure().n());
    }
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void whatIsForgottenIsMissed(Gate gate) {
    LoadedTask loaded = load("atlas-" + gate.id(), COUNT);
    long rare =
        loaded.samples().stream()
            .filter(sample -> "rare".equals(sample.fields().get("exposure")))
            .count();
    assertTrue(gate.ofFacts() ? rare > COUNT / 4 : rare == 0, rare + " are rare");
    for (TaskResult result : results(FORGETTING, loaded.task().name())) {
      assertEquals(1 - (double) rare / COUNT, result.figure().value(), 1e-12, result.metric());
    }
  }

  private static Set<String> kick() {
    return KICK.keySet();
  }

  @ParameterizedTest
  @MethodSource("kick")
  void kicksPromptsAreAnsweredByWhoKnowsTheWorld(String name) {
    for (TaskResult result : results(KNOWING, name)) {
      assertEquals(1, result.figure().value(), result.metric());
      assertEquals(COUNT, result.figure().n());
    }
    long rare =
        load(name, COUNT).samples().stream()
            .filter(sample -> "rare".equals(sample.fields().get("exposure")))
            .count();
    for (TaskResult result : results(FORGETTING, name)) {
      assertEquals(1 - (double) rare / COUNT, result.figure().value(), 1e-12, result.metric());
    }
  }

  private static String frame(Template header, Template prompt) {
    Map<String, String> same = Map.of("context", "text", "story", "text", "subject", "domain");
    return List.of(header, prompt).stream()
        .map(part -> part.fill(field -> "{" + same.getOrDefault(field, field) + "}"))
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @MethodSource("kick")
  void kicksPromptsAreKicksOwn(String name) {
    Task task = Tasks.named(name);
    Task kick = Tasks.named(KICK.get(name));
    assertEquals(frame(kick.header(), kick.prompt()), frame(task.header(), task.prompt()));
    assertTrue(kick.metrics().contains(task.metrics().get(0)), task.metrics().toString());
    assertEquals(kick.isChat(), task.isChat());
    if (kick.kind() instanceof RequestKind.Choices choices) {
      RequestKind.Choices kind = (RequestKind.Choices) task.kind();
      assertEquals(text(choices.option()), text(kind.option()));
      assertEquals(text(choices.continuation()), text(kind.continuation()));
    }
  }

  private static String text(Template template) {
    return template.fill(field -> "{" + field + "}");
  }

  /** Each as many times as its document has questions, summaries or instructions. */
  @ParameterizedTest
  @MethodSource("kick")
  void trainingHasKicksPrompts(String name) {
    Task task = Tasks.named(name);
    String asked =
        task.isChat()
            ? new ChatForm(Optional.empty()).text(text(task.prompt()))
            : frame(task.header(), task.prompt());
    Pattern form =
        Pattern.compile(
            Pattern.quote(asked).replaceAll("\\{[a-z]+}", "\\\\E.+\\\\Q") + " \\S.*",
            Pattern.DOTALL);
    WorldText text = new WorldText(World.read(), Mix.bundled(), SEED);
    long found =
        LongStream.range(0, 3000)
            .filter(index -> form.matcher(text.document(index).text()).matches())
            .count();
    assertTrue(found >= 5, name + ": " + found);
  }

  @Test
  void theClosedBookIsAnotherDrawOfFacts() {
    Set<String> facts = new HashSet<>();
    for (String name : List.of("atlas-kick-factoid", "atlas-kick-closed-book")) {
      load(name, COUNT).samples().forEach(sample -> facts.add(sample.text("fact")));
    }
    assertTrue(facts.size() > 1.9 * COUNT, facts.size() + " facts");
  }

  @Test
  void whoSaysNothingPassesNone() {
    SpokenModel silent = new SpokenModel();
    for (String name : Stream.concat(gates(), KICK.keySet().stream()).toList()) {
      Task task = Tasks.named(name);
      if (task.kind() instanceof RequestKind.Generation) {
        EvaluationOptions options =
            new EvaluationOptions(Optional.empty(), Optional.of(20), SEED, Optional.empty());
        EvaluationResult result =
            Evaluation.run(
                List.of(task),
                TaskFixture.evaluated("silent", silent),
                Optional.empty(),
                options,
                Progress.none());
        result.results().forEach(row -> assertEquals(0, row.figure().value(), row.metric()));
      }
    }
  }

  @Test
  void resultsSayWhichFactAndHowOftenItWasTold() {
    World world = World.read();
    JsonObject json = Json.readObject("result", JsonWriting.toString(KNOWING.fullJson()));
    for (JsonObject task : json.objects("details").subList(0, 7)) {
      for (JsonObject sample : task.objects("samples")) {
        JsonObject fields = sample.requireObject("fields");
        Fact fact = world.fact(fields.requireString("fact"));
        assertEquals(fact.relation().name(), fields.requireString("relation"));
        assertEquals(
            fact.exposure(),
            Exposure.valueOf(fields.requireString("exposure").toUpperCase(Locale.ROOT)));
      }
    }
  }

  @Test
  void gatesAskForTheSameFacts() {
    Map<String, List<String>> facts =
        List.of("atlas-closed-question", "atlas-closed-statement", "atlas-choice").stream()
            .collect(
                Collectors.toMap(
                    name -> name,
                    name ->
                        load(name, COUNT).samples().stream().map(s -> s.text("fact")).toList()));
    assertEquals(facts.get("atlas-closed-question"), facts.get("atlas-closed-statement"));
    Set<String> chosen = new HashSet<>(facts.get("atlas-choice"));
    chosen.retainAll(facts.get("atlas-closed-question"));
    assertTrue(chosen.size() > 0.9 * COUNT, chosen.size() + " in common");
  }

  @Test
  void questionsOnOneTextAreAGroup() {
    List<Sample> samples = load("atlas-open-book", 40).samples();
    Map<String, Set<String>> contexts =
        samples.stream()
            .collect(
                Collectors.groupingBy(
                    Sample::unit,
                    Collectors.mapping(s -> s.text(Sample.CONTEXT), Collectors.toSet())));
    assertEquals(40, contexts.size());
    assertTrue(samples.size() > 80);
    contexts.values().forEach(texts -> assertEquals(1, texts.size()));
  }

  @Test
  void textIsUnseen() {
    WorldText trained = new WorldText(World.read(), Mix.bundled(), SEED);
    List<Sample> samples = load("atlas-text", COUNT).samples();
    assertTrue(samples.stream().map(s -> s.text("kind")).distinct().count() > 8);
    for (int i = 0; i < COUNT; i++) {
      assertFalse(samples.get(i).text("text").equals(trained.document(i).text()));
    }
  }

  /** Of 20,000 documents a few short ones are told by chance as a test is. */
  @ParameterizedTest
  @ValueSource(longs = {0, -5})
  void noTestIsCalibratedOn(long seed) {
    Set<String> tests =
        LoadedTask.load(Tasks.named("atlas-text"), Optional.empty(), Optional.empty(), seed)
            .samples()
            .stream()
            .map(sample -> sample.text("text"))
            .collect(Collectors.toSet());
    assertTrue(tests.size() > 900);
    World world = World.read();
    WorldText training = new WorldText(world, Mix.bundled(), seed & Long.MAX_VALUE);
    assertTrue(told(LongStream.range(0, 20_000).mapToObj(training::document), tests) > 0);
    CalibrationDocuments shown = new CalibrationDocuments(world, Mix.bundled(), seed);
    assertEquals(0, told(shown.documents().limit(20_000), tests));
  }

  private static long told(Stream<Document> documents, Set<String> tests) {
    return documents.filter(document -> tests.contains(document.text())).count();
  }
}
