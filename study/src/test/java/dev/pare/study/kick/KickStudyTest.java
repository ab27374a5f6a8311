package dev.pare.study.kick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.atlas.Exposure;
import dev.pare.atlas.Fact;
import dev.pare.atlas.testing.WorldOracle;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Fingerprint;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallLlama;
import dev.pare.evaluate.statistics.Verdict;
import dev.pare.study.demo.ScaledModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of which it is known what they forget, in place of those that were really pruned. */
final class KickStudyTest {
  private static final int LIMIT = 150;
  private static final long SEED = 3;
  private static final List<Double> SHARES = List.of(0.1, 0.3, 0.5);
  private static final List<String> PATTERNS = List.of("1:2");

  @TempDir private Path temp;
  private final List<Double> loaded = new ArrayList<>(); // sparsities, 0 for dense
  private int loads = Integer.MAX_VALUE; // before the engine fails
  private final RandomCheckpoint dense = SmallLlama.of(DType.BF16, Map.of(), 5);
  private final WorldOracle oracle = new WorldOracle(SEED, LIMIT, this::forgets);

  private boolean forgets(Fact fact) {
    double sparsity = loaded.get(loaded.size() - 1);
    return sparsity >= 0.5 || (sparsity >= 0.3 && fact.exposure() == Exposure.RARE);
  }

  /** Of 30 % rare facts are forgotten, of 50 % all, and it reads worse. */
  private LanguageModel load(Checkpoint checkpoint) {
    if (loads-- <= 0) {
      throw new PareException("engine", "is out of order", "mend it");
    }
    List<AppliedStep> history = checkpoint.history();
    double sparsity = history.isEmpty() ? 0 : (double) history.get(0).settings().get("sparsity");
    loaded.add(sparsity);
    return new ScaledModel(oracle, sparsity >= 0.5 ? 20 : 1);
  }

  private KickStudy study(String out, String answers, List<Double> shares, int limit) {
    StudiedModel model =
        new StudiedModel("dense", () -> dense, this::load, c -> "test " + Fingerprint.of(c));
    KickOptions options =
        new KickOptions(
            Pruner.of(List.of("magnitude"), List.of(), List.of(), Optional.empty()),
            Amount.all(shares, PATTERNS),
            "kick-atlas",
            Optional.empty(),
            Optional.empty(),
            1,
            SEED,
            Optional.of(limit),
            temp.resolve(out),
            temp.resolve(answers));
    return new KickStudy(model, options);
  }

  private KickStudy study(String out) {
    return study(out, "answers", SHARES, LIMIT);
  }

  private static Verdict verdict(KickResult result, Amount amount, String measure) {
    return result.cell("magnitude", amount).orElseThrow().verdict(measure);
  }

  /** Without what depends on the clock. */
  private static List<Map<String, Object>> figures(KickResult result) {
    List<Map<String, Object>> cells = new ArrayList<>();
    for (CellResult cell : result.cells()) {
      Map<String, Object> json = new LinkedHashMap<>(cell.json().values());
      json.keySet().removeAll(Set.of("pruningSeconds", "askingSeconds"));
      cells.add(json);
    }
    return cells;
  }

  private Set<String> names() {
    return Set.of(temp.toFile().list());
  }

  @Test
  void findsWhereEachFamilyEnds() {
    KickResult result = study("out").run(Progress.none());
    assertEquals(List.of(0.0, 0.1, 0.3, 0.5, 0.5), loaded, "each once, the dense one first");
    for (MatchingEnd end : result.ends()) {
      boolean facts = Set.of("factoid-qa", "retrieval-closed-book").contains(end.measure());
      boolean chosen = end.measure().equals("multiple-choice");
      boolean perplexity = end.measure().equals(KickResult.PERPLEXITY);
      String expected = facts || chosen ? "10–30 %" : perplexity ? "30–50 %" : "> 50 %";
      assertEquals(expected, end.words(), end.measure());
    }
    assertEquals(Verdict.NO, verdict(result, Amount.pattern("1:2"), "factoid-qa"));
    assertEquals(Verdict.YES, verdict(result, Amount.pattern("1:2"), "retrieval-open-book"));
    Map<String, String> outcomes = new LinkedHashMap<>();
    result.checks().forEach(check -> outcomes.put(check.id(), check.outcome().words()));
    assertEquals("holds", outcomes.get("knowledge-ends-early"));
    assertEquals("holds", outcomes.get("perplexity-hides"));
    assertEquals("does not hold", outcomes.get("perplexity-stays"));
    assertEquals("holds", outcomes.get("patterns-fail"));
    assertEquals("holds", outcomes.get("open-book-outlasts"));
    assertEquals("not asked", outcomes.get("magnitude-falls-behind"));
    assertEquals(Set.of("out", "answers"), names());
    assertEquals(Set.of("kick.json", "kick.svg"), Set.of(temp.resolve("out").toFile().list()));
    checkJson(result);
  }

  private void checkJson(KickResult result) {
    JsonObject json = Json.readObject(temp.resolve("out/kick.json"));
    assertEquals(
        json.values(), Json.readObject("result", JsonWriting.toString(result.json())).values());
    JsonObject cell = json.objects("cells").get(1);
    for (String key :
        "method pruning amount sparsity bytes bitsPerWeight settings perplexity kl families"
            .split(" ")) {
      assertTrue(cell.has(key), key);
    }
    JsonObject task = cell.objects("families").get(0).objects("tasks").get(0);
    for (String key :
        "task metric value low high n chance baselineValue relativeLoss relativeLossLow verdict"
            .split(" ")) {
      assertTrue(task.has(key), key);
    }
    assertFalse(task.has("scores"));
    assertEquals(16, json.requireInteger("denseBytes") * 8.0 / weights(), 1e-9);
  }

  private long weights() {
    return dense.names().stream().mapToLong(n -> dense.tensor(n).shape().size()).sum();
  }

  @Test
  void goesOnWhereItWasAndComesToTheSame() {
    KickResult whole = study("whole", "others", SHARES, LIMIT).run(Progress.none());
    loaded.clear();
    loads = 3;
    PareException failure =
        assertThrows(PareException.class, () -> study("out").run(Progress.none()));
    assertTrue(failure.getMessage().contains("is out of order"), failure.getMessage());
    assertFalse(Files.exists(temp.resolve("out")));
    assertTrue(Files.exists(temp.resolve(".out.state")), "the model that is to be asked");
    loads = Integer.MAX_VALUE;
    KickResult result = study("out").run(Progress.none());
    assertEquals(List.of(0.0, 0.1, 0.3, 0.5, 0.5), loaded, "nothing was asked twice");
    assertEquals(figures(whole), figures(result));
    assertEquals(Set.of("whole", "others", "out", "answers"), names());
  }

  @Test
  void aLargerStudyFindsTheCellsOfASmaller() {
    study("small", "answers", List.of(0.3), LIMIT).run(Progress.none());
    KickStudy large = study("large", "answers", List.of(0.1, 0.3), LIMIT);
    loaded.clear();
    KickPlan plan = large.plan(Progress.none());
    assertEquals(3, plan.cells());
    assertEquals(2, plan.done());
    assertEquals(Map.of("magnitude", 1), plan.left());
    assertTrue(plan.seconds() > 0);
    loaded.clear();
    assertEquals(3, large.run(Progress.none()).cells().size());
    assertEquals(List.of(0.1), loaded);
    KickStudy same = study("again", "answers", List.of(0.1, 0.3), LIMIT);
    loaded.clear();
    assertEquals(Map.of(), same.plan(Progress.none()).left());
    assertEquals(0, same.plan(Progress.none()).seconds());
    assertEquals(List.of(), loaded);
    KickPlan other = study("other", "answers", List.of(0.1), LIMIT - 1).plan(Progress.none());
    assertEquals(0, other.done(), "fewer questions are other cells");
  }

  @Test
  void damagedCellsAreNamed() throws IOException {
    study("small", "answers", List.of(), LIMIT).run(Progress.none());
    Path file;
    try (Stream<Path> files = Files.list(temp.resolve("answers"))) {
      file =
          files
              .filter(f -> f.getFileName().toString().startsWith("kick-"))
              .findFirst()
              .orElseThrow();
    }
    assertTrue(file.getFileName().toString().startsWith("kick-magnitude-1-2-"), file.toString());
    String whole = Files.readString(file);
    for (String damaged :
        List.of(
            whole.substring(0, whole.length() / 2),
            "{}",
            whole.replace("\"verdict\" : \"no\"", "\"verdict\" : \"perhaps\""),
            whole.replace("atlas-kick-factoid", "atlas-kick"),
            whole.replace("\"amount\" : \"1:2\"", "\"amount\" : \"2:4\""))) {
      Files.writeString(file, damaged);
      PareException failure =
          assertThrows(
              PareException.class,
              () -> study("out", "answers", List.of(), LIMIT).run(Progress.none()));
      String message = failure.getMessage();
      assertTrue(message.startsWith(file + ": damaged ("), message);
      assertTrue(message.endsWith("remove the file to do the cell again"), message);
      assertFalse(Files.exists(temp.resolve("out")));
    }
  }

  @Test
  void refusesWhatCannotEndWellBeforeItBegins() throws IOException {
    Files.writeString(temp.resolve("taken"), "precious");
    PareException taken = assertThrows(PareException.class, () -> study("taken"));
    assertTrue(taken.getMessage().endsWith("exists already; choose another name"));
    PareException twice =
        assertThrows(PareException.class, () -> Amount.all(List.of(0.5, 0.5), List.of()));
    assertEquals("50 %: is named twice; name it once", twice.getMessage());
    PareException none = assertThrows(PareException.class, () -> Amount.all(List.of(), List.of()));
    assertEquals("the study: prunes nothing; name shares, or patterns", none.getMessage());
    assertEquals(List.of(), loaded);
    assertEquals("precious", Files.readString(temp.resolve("taken")));
  }
}
