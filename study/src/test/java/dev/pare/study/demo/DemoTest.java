package dev.pare.study.demo;

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
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.AsciiTokenizer;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallLlama;
import dev.pare.evaluate.statistics.Verdict;
import dev.pare.study.FactStudy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of which it is known what they forget, in place of those that were really compressed. */
final class DemoTest {
  private static final int LIMIT = 150;
  private static final long SEED = 3;
  private static final long PRUNED = 8;

  @TempDir private Path temp;
  private final List<Long> loaded = new ArrayList<>(); // bits, 16 for dense
  private final RandomCheckpoint dense = dense();
  private final WorldOracle oracle = new WorldOracle(SEED, LIMIT, this::forgets);

  /** Methods that look at the model take texts into it. */
  private static RandomCheckpoint dense() {
    Map<String, Object> settings =
        Map.of("vocab_size", (long) AsciiTokenizer.VOCABULARY, "max_position_embeddings", 256L);
    return SmallLlama.of(DType.BF16, settings, 5)
        .withCompanion("tokenizer.json", AsciiTokenizer.json());
  }

  private boolean forgets(Fact fact) {
    long bits = loaded.get(loaded.size() - 1);
    return bits == 2 || (bits == 3 && fact.exposure() == Exposure.RARE);
  }

  /** 4 bits read worse, 3 forget rare facts too, 2 forget all; what is pruned is as 8 bits are. */
  private LanguageModel load(Checkpoint checkpoint) {
    List<AppliedStep> history = checkpoint.history();
    long bits =
        history.isEmpty() ? 16 : (long) history.get(0).settings().getOrDefault("bits", PRUNED);
    loaded.add(bits);
    return new ScaledModel(oracle, bits > 4 ? 1 : 20 - (float) bits);
  }

  private DemoModel model() {
    return new DemoModel("dense", () -> dense, this::load);
  }

  private static DemoOptions options(int limit, Path output) {
    return new DemoOptions(1, SEED, Optional.of(limit), Optional.of(output));
  }

  private Set<String> list(Path folder) {
    return new TreeSet<>(Set.of(folder.toFile().list()));
  }

  @Test
  void tellsWhatEachSizeLost() {
    Path out = temp.resolve("out");
    DemoResult result = Demo.run(model(), Ladder::all, options(LIMIT, out), Progress.none());
    assertEquals(
        List.of(16L, 8L, 4L, 3L, 2L, 3L, 2L, 3L, 2L, 8L, 8L),
        loaded,
        "each once, the dense one first");
    assertEquals(
        List.of("rtn 8 bits", "rtn 4 bits", "rtn 3 bits", "rtn 2 bits"),
        names(result).subList(0, 4));
    assertEquals(
        List.of("gptq 3 bits", "gptq 2 bits", "kmeans 3 bits", "kmeans 2 bits"),
        names(result).subList(4, 8));
    assertEquals(List.of("wanda 30 %", "wanda 50 %"), names(result).subList(8, 10));
    Findings found = result.findings().get(0);
    assertEquals("rtn", found.method());
    List<Verdict> perplexity =
        found.perplexity().steps().stream().map(Departure.Step::verdict).toList();
    assertEquals(List.of(Verdict.YES, Verdict.NO, Verdict.NO, Verdict.NO), perplexity);
    for (Departure family : found.families()) {
      boolean facts = Set.of("factoid-qa", "retrieval-closed-book").contains(family.measure());
      boolean chosen = family.measure().equals("multiple-choice");
      int leaves = facts || chosen ? 2 : -1;
      assertEquals(leaves, family.first().orElse(-1), family.sentence());
    }
    assertEquals(
        "Perplexity leaves first, at 4 bits; of the families factoid-qa, multiple-choice and"
            + " retrieval-closed-book leave first, at 3 bits.",
        found.whoLeavesFirst());
    checkMethods(result);
    checkSizes(out, result);
    checkFiles(out, result);
  }

  private static List<String> names(DemoResult result) {
    return result.variants().stream().map(v -> v.method() + " " + v.size()).toList();
  }

  /** Of equal bits all are made to read alike, so none is best. */
  private static void checkMethods(DemoResult result) {
    assertEquals(
        List.of(Optional.of("8 bits"), Optional.empty(), Optional.empty(), Optional.of("50 %")),
        result.findings().stream().map(Findings::keepsDownTo).toList());
    assertTrue(result.smallest().matches(".*: (rtn 8 bits|wanda 50 %) \\(.*"), result.smallest());
    List<Comparison> compared = result.comparisons();
    assertEquals(List.of("3 bits", "2 bits"), compared.stream().map(Comparison::size).toList());
    for (Comparison comparison : compared) {
      assertEquals(Optional.empty(), comparison.best());
      assertEquals(
          Set.of("rtn", "gptq", "kmeans"),
          comparison.sides().stream().map(Comparison.Side::method).collect(Collectors.toSet()));
    }
  }

  /** As the matrices that were made are stored. */
  private void checkSizes(Path out, DemoResult result) {
    assertEquals(16, result.denseBitsPerWeight(), 1e-9);
    for (Findings found : result.findings()) {
      double before = 16;
      for (Variant variant : result.variants(found.method())) {
        try (Checkpoint made = Checkpoints.open(out.resolve(variant.name()))) {
          long bytes = made.names().stream().mapToLong(n -> made.tensor(n).byteSize()).sum();
          assertEquals(bytes, variant.bytes());
        }
        assertTrue(variant.bitsPerWeight() < before, variant.name());
        before = variant.bitsPerWeight();
      }
    }
  }

  private void checkFiles(Path out, DemoResult result) {
    Set<String> expected = new TreeSet<>(Set.of("demo.json"));
    for (Variant variant : result.variants()) {
      expected.addAll(List.of(variant.name(), variant.name() + ".json"));
    }
    assertTrue(expected.containsAll(Set.of("rtn-3-bits", "gptq-2-bits.json", "wanda-50-")));
    assertEquals(expected, list(out));
    assertEquals(Set.of("out"), list(temp));
    JsonObject json = Json.readObject(out.resolve("demo.json"));
    assertEquals(
        json.values(), Json.readObject("result", JsonWriting.toString(result.json())).values());
    JsonObject variant = json.objects("variants").get(2);
    for (String key :
        "method size output bytes bitsPerWeight compressionSeconds perplexity kl families"
            .split(" ")) {
      assertTrue(variant.has(key), key);
    }
    JsonObject family = variant.objects("families").get(0);
    for (String key :
        "family task metric value low high n baselineValue difference pValue relativeLoss verdict"
            .split(" ")) {
      assertTrue(family.has(key), key);
    }
    assertEquals("no", family.requireString("verdict"));
    assertEquals(0, variant.requireObject("kl").number("mean").orElseThrow(), 1e-3);
    JsonObject own = json.requireObject("dense");
    assertEquals(1, own.objects("families").get(0).number("value").orElseThrow());
    assertEquals(LIMIT, own.requireInteger("texts"));
    FactStudy study =
        FactStudy.of(Json.readObject(out.resolve("rtn-3-bits.json")), Optional.empty());
    assertTrue(study.lost().stream().allMatch(fact -> fact.exposure().equals("rare")));
    assertFalse(study.lost().isEmpty());
  }

  @Test
  void failuresLeaveNothing() {
    DemoModel failing =
        new DemoModel(
            "dense",
            () -> dense,
            checkpoint -> {
              if (checkpoint.history().isEmpty()) {
                return load(checkpoint);
              }
              throw new PareException("engine", "is out of order", "mend it");
            });
    Path out = temp.resolve("out");
    Set<String> before = demos();
    PareException failure =
        assertThrows(
            PareException.class,
            () -> Demo.run(failing, Ladder::all, options(3, out), Progress.none()));
    assertTrue(failure.getMessage().contains("is out of order"), failure.getMessage());
    assertEquals(Set.of(), list(temp));
    assertEquals(before, demos());
  }

  private Set<String> demos() {
    Set<String> all = list(Path.of(System.getProperty("java.io.tmpdir")));
    all.removeIf(name -> !name.startsWith("pare-demo"));
    return all;
  }

  @Test
  void takesNoNameThatIsTaken() throws Exception {
    Path out = Files.writeString(temp.resolve("out"), "precious");
    PareException failure =
        assertThrows(
            PareException.class,
            () -> Demo.run(model(), Ladder::all, options(3, out), Progress.none()));
    assertTrue(failure.getMessage().endsWith("exists already; choose another name"));
    assertEquals(List.of(), loaded);
    assertEquals("precious", Files.readString(out));
  }
}
