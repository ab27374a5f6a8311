package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.testing.RandomCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A random model through all commands: what goes in, what comes out, and the JSON beside it. */
class PipelineTest {
  private static final String WEIGHTS = "model.safetensors";

  @TempDir private Path temp;
  private Path model;
  private Path text;

  @BeforeEach
  void write() throws IOException {
    model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    text =
        Files.writeString(temp.resolve("text"), "A cat sat.\n\nThe dog ran away; it was late.\n");
  }

  @Test
  void quantizeInspectPerplexityGenerate() throws IOException {
    Path out = temp.resolve("out");
    JsonObject made =
        PareRun.of("quantize", model, "-o", out, "--bits", 4, "--group-size", 16, "--json").json();
    assertHas(made, "output", "bytes", "bitsPerWeight", "seconds", "peakRssBytes");
    assertEquals(out.toString(), made.requireString("output"));

    JsonObject seen = PareRun.of("inspect", out, "--json").json();
    assertHas(seen, "architecture", "parameters", "bytes", "bitsPerWeight", "history");
    assertEquals("LlamaForCausalLM", seen.requireString("architecture"));
    assertEquals(made.requireInteger("bytes"), seen.requireInteger("bytes"));
    assertEquals(made.number("bitsPerWeight"), seen.number("bitsPerWeight"));
    assertEquals(
        8.0 * seen.requireInteger("bytes") / seen.requireInteger("parameters"),
        seen.number("bitsPerWeight").orElseThrow());
    assertEquals("rtn", seen.objects("history").get(0).requireString("method"));

    JsonObject measured =
        PareRun.of("perplexity", out, "--text", text, "--each-line", "--json").json();
    assertHas(measured, "perplexity", "standardError", "tokens", "seconds");
    assertEquals(10 + 30, measured.requireInteger("tokens"));
    assertTrue(measured.number("perplexity").orElseThrow() > 1);

    JsonObject written = generate(out, "--max-tokens", 9);
    assertHas(written, "text", "tokenIds", "promptTokens", "seconds");
    assertEquals(1 + "The cat".length(), written.requireInteger("promptTokens"));
    assertEquals(9, written.list("tokenIds").size());
  }

  @Test
  void aBaselineAddsDivergence() {
    Path out = quantized("out", "--bits", 2, "--group-size", "tensor");
    JsonObject same = perplexity(model, "--baseline", model);
    assertEquals(0, same.number("meanKl").orElseThrow(), 1e-6);
    assertEquals(1, same.number("topAgreement").orElseThrow());
    JsonObject worse = perplexity(out, "--baseline", model);
    assertTrue(worse.number("meanKl").orElseThrow() > 0.01);
    assertEquals(same.number("perplexity"), worse.number("baselinePerplexity"));
    Path rows = temp.resolve("rows");
    for (int run = 0; run < 2; run++) {
      JsonObject kept = perplexity(out, "--baseline", model, "--baseline-rows", rows);
      assertEquals(worse.number("meanKl"), kept.number("meanKl"));
      assertEquals(worse.number("baselinePerplexity"), kept.number("baselinePerplexity"));
    }
  }

  @Test
  void peopleGetTextOnStdoutAndLogsOnStderr() {
    PareRun run = PareRun.of("quantize", model, "-o", temp.resolve("out")).succeeded();
    assertTrue(run.stdout().contains("bits a weight"), run.stdout());
    assertTrue(run.stderr().startsWith("expected: "), run.stderr());
    assertTrue(PareRun.of("inspect", model).succeeded().stdout().contains("model.layers.1"));
    assertTrue(
        PareRun.of("perplexity", model, "--text", text).succeeded().stdout().contains(" ± "));
    assertEquals(
        generate(model, "--max-tokens", 5).requireString("text") + "\n",
        PareRun.of("generate", model, "--prompt", "The cat", "--max-tokens", 5).stdout());
  }

  @Test
  void sameSeedSameBytesWhateverTheThreads() throws IOException {
    Path one = quantized("one", "--seed", 3, "--threads", 1);
    Path again = quantized("again", "--seed", 3, "--threads", 1);
    Path two = quantized("two", "--seed", 3, "--threads", 2);
    for (String file : List.of(WEIGHTS, "config.json", "tokenizer.json")) {
      byte[] bytes = Files.readAllBytes(one.resolve(file));
      assertArrayEquals(bytes, Files.readAllBytes(again.resolve(file)), file);
      assertArrayEquals(bytes, Files.readAllBytes(two.resolve(file)), file);
    }
    assertArrayEquals(
        Files.readAllBytes(model.resolve("tokenizer.json")),
        Files.readAllBytes(one.resolve("tokenizer.json")));
  }

  @Test
  void drawsFollowTheSeed() {
    Object[] drawn = {"--temperature", 1.5, "--top-p", 0.9, "--max-tokens", 30, "--seed", 7};
    List<Object> ids = generate(model, drawn).list("tokenIds");
    assertEquals(ids, generate(model, drawn).list("tokenIds"));
    drawn[drawn.length - 1] = 8;
    assertNotEquals(ids, generate(model, drawn).list("tokenIds"));
  }

  @Test
  void generationEndsAtAStopToken() throws IOException {
    List<Object> ids = generate(model, "--max-tokens", 12).list("tokenIds");
    Object stop = ids.get(ids.size() - 1);
    Files.writeString(
        model.resolve("generation_config.json"), "{\"eos_token_id\": [" + stop + "]}");
    JsonObject stopped = generate(model, "--max-tokens", 12);
    assertEquals(ids.subList(0, ids.indexOf(stop)), stopped.list("tokenIds"));
    assertEquals("stop token", stopped.requireString("finish"));
  }

  @Test
  void idsBeyondTheVocabularySpellNothing() {
    RandomCheckpoint padded = SmallModel.checkpoint(Map.of("vocab_size", 4000L));
    JsonObject written = generate(SmallModel.write(padded, temp.resolve("padded")));
    long spelled =
        written.list("tokenIds").stream()
            .filter(id -> (Long) id < SmallModel.VOCABULARY && (Long) id > 2)
            .count();
    assertTrue(spelled < written.list("tokenIds").size());
    assertEquals(spelled, written.requireString("text").length());
  }

  @Test
  void generationEndsWhereTheContextDoes() {
    JsonObject written = generate(model, "--max-tokens", Integer.MAX_VALUE);
    assertEquals("context full", written.requireString("finish"));
    assertEquals(128 - 8, written.list("tokenIds").size());
  }

  @Test
  void aRecipeDoesWhatTheOptionsDo() throws IOException {
    Path recipe =
        Files.writeString(
            temp.resolve("recipe.yaml"),
            """
            version: 1
            steps:
              - quantize: rtn
                bits: 3
                group: 12
                symmetric: false
                rules:
                  - match: "*.down_proj.weight"
                    bits: 6
            """);
    Path compressed = temp.resolve("compressed");
    JsonObject made =
        PareRun.of("compress", model, "-o", compressed, "--recipe", recipe, "--json").json();
    assertHas(made, "output", "bytes", "bitsPerWeight", "seconds", "peakRssBytes");
    Path quantized =
        quantized(
            "quantized",
            "--bits",
            3,
            "--group-size",
            12,
            "--asymmetric",
            "--rule",
            "*.down_proj.weight:bits=6");
    assertArrayEquals(
        Files.readAllBytes(compressed.resolve(WEIGHTS)),
        Files.readAllBytes(quantized.resolve(WEIGHTS)));
    Map<String, String> encodings = encodings(quantized);
    assertEquals("int6 g12 asymmetric", encodings.get("model.layers.0.mlp.down_proj.weight"));
    assertEquals("int3 g12 asymmetric", encodings.get("model.layers.0.mlp.up_proj.weight"));
  }

  @Test
  void embeddingAndHeadChangeOnlyIfNamed() {
    String embedding = "model.embed_tokens.weight";
    assertEquals("f32", encodings(quantized("blocks")).get(embedding));
    Map<String, String> named =
        encodings(quantized("named", "--bits", 8, "--targets", embedding + ",re:.*up_proj.*"));
    assertEquals("int8 g64", named.get(embedding));
    assertEquals("int8 g64", named.get("model.layers.1.mlp.up_proj.weight"));
    assertEquals("f32", named.get("model.layers.1.mlp.down_proj.weight"));
    Map<String, String> without = encodings(quantized("without", "--ignore", "*.layers.0.*"));
    assertEquals("f32", without.get("model.layers.0.mlp.up_proj.weight"));
    assertEquals("int4 g64", without.get("model.layers.1.mlp.up_proj.weight"));
  }

  @Test
  void aGroupLargerThanAnyRowIsTheRow() throws IOException {
    Path channel = quantized("channel", "--group-size", "channel");
    Path large = quantized("large", "--group-size", Integer.MAX_VALUE);
    assertArrayEquals(
        Files.readAllBytes(channel.resolve(WEIGHTS)), Files.readAllBytes(large.resolve(WEIGHTS)));
    assertTrue(perplexity(large).has("perplexity"));
  }

  @Test
  void onlyForceReplaces() throws IOException {
    Path out = quantized("out", "--bits", 8);
    byte[] before = Files.readAllBytes(out.resolve(WEIGHTS));
    PareRun refused = PareRun.of("quantize", model, "-o", out, "--bits", 2);
    assertEquals(
        out + ": exists already; choose another name or add --force", refused.failure(Main.FAILED));
    assertFalse(refused.stderr().contains("expected:"), "refused before any work");
    assertArrayEquals(before, Files.readAllBytes(out.resolve(WEIGHTS)));
    PareRun.of("quantize", model, "-o", out, "--bits", 2, "--force").succeeded();
    assertTrue(Files.size(out.resolve(WEIGHTS)) < before.length);
    assertEquals(Set.of("model", "out", "text"), list(temp));
  }

  @Test
  void aModelMayTakeItsOwnPlace() {
    PareRun.of("quantize", model, "-o", model, "--force").succeeded();
    assertEquals("int4 g64", encodings(model).get("model.layers.0.mlp.up_proj.weight"));
    assertEquals(Set.of("model", "text"), list(temp));
  }

  @Test
  void theHistoryGrowsStepByStep() {
    Path first = quantized("first", "--bits", 8, "--group-size", "channel");
    Path second = temp.resolve("second");
    PareRun.of("quantize", first, "-o", second, "--bits", 3).succeeded();
    List<JsonObject> history = PareRun.of("inspect", second, "--json").json().objects("history");
    assertEquals(
        List.of(8L, 3L),
        history.stream()
            .map(step -> step.requireObject("settings").requireInteger("bits"))
            .toList());
  }

  @Test
  void doctorFindsWhatItNeeds() {
    JsonObject found = PareRun.of("doctor", "--json").json();
    assertHas(found, "java", "system", "cores", "heapBytes", "freeDiskBytes", "torch");
  }

  @Test
  void theManifestHoldsEveryHash() {
    Path out = quantized("out");
    JsonObject files = Json.readObject(out.resolve("pare.json")).requireObject("files");
    Set<String> others = list(out);
    others.remove("pare.json");
    assertEquals(others, files.keys());
  }

  private Path quantized(String name, Object... options) {
    Path out = temp.resolve(name);
    PareRun.of("quantize", model, "-o", out, List.of(options)).succeeded();
    return out;
  }

  @Test
  void writesEachScoredToken() throws IOException {
    Path scores = temp.resolve("scores.tsv");
    JsonObject measured = perplexity(model, "--per-token", scores, "--limit", "2");
    List<String> lines = Files.readAllLines(scores);
    assertEquals(measured.integer("tokens").orElseThrow(), lines.size());
    double sum = lines.stream().mapToDouble(line -> Double.parseDouble(line.split("\t")[3])).sum();
    double nll = measured.number("negativeLogLikelihood").orElseThrow();
    assertEquals(nll, -sum / lines.size(), 1e-5);
    PareRun again = PareRun.of("perplexity", model, "--text", text, "--per-token", scores);
    assertEquals(scores + ": exists already; choose another name", again.failure(1));
    assertEquals(lines, Files.readAllLines(scores));
  }

  private JsonObject perplexity(Path measured, Object... options) {
    return PareRun.of("perplexity", measured, "--text", text, "--json", List.of(options)).json();
  }

  private static JsonObject generate(Path writer, Object... options) {
    return PareRun.of("generate", writer, "--prompt", "The cat", "--json", List.of(options)).json();
  }

  /** How each weight is stored. */
  private static Map<String, String> encodings(Path model) {
    Map<String, String> encodings = new HashMap<>();
    for (JsonObject weight :
        PareRun.of("inspect", model, "--weights", "--json").json().objects("layers")) {
      encodings.put(weight.requireString("name"), String.join(", ", weight.strings("encodings")));
    }
    return encodings;
  }

  private static void assertHas(JsonObject json, String... keys) {
    assertTrue(json.keys().containsAll(List.of(keys)), () -> "keys " + json.keys());
  }

  private static Set<String> list(Path folder) {
    return new TreeSet<>(List.of(folder.toFile().list()));
  }
}
