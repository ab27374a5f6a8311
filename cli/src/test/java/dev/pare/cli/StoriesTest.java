package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.testing.Shared;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A trained model's figures, against those of independent float64 programs. */
class StoriesTest {
  private static final double TOLERANCE = 0.01; // relative, as METHODS.md's table is promised

  private final Path model = Shared.require("models/stories260K");
  private final Path stories = Shared.require("data/tinystories/stories.txt");

  @TempDir private Path temp;

  @Test
  void greedyTextAndIds() {
    JsonObject greedy = Json.readObject(model.resolve("expected.json")).requireObject("greedy");
    List<Object> all = greedy.list("ids");
    String prompt = greedy.requireString("prompt");
    int promptTokens = 5;
    JsonObject written =
        PareRun.of(
                "generate",
                model,
                "--prompt",
                prompt,
                "--max-tokens",
                all.size() - promptTokens,
                "--json")
            .json();
    assertEquals(promptTokens, written.requireInteger("promptTokens"));
    assertEquals(all.subList(promptTokens, all.size()), written.list("tokenIds"));
    // the program that made the file wrote byte tokens as they are spelled
    assertEquals(
        greedy.requireString("text").replace("<0x0A>", "\n"),
        prompt + written.requireString("text"));
  }

  @Test
  void perplexityOfEachLine() {
    JsonObject measured = perplexity(model);
    assertEquals(5.2024, measured.number("perplexity").orElseThrow(), 1e-3);
    assertEquals(0.1917, measured.number("standardError").orElseThrow(), 1e-4);
    assertEquals(8114, measured.requireInteger("tokens"));
    assertEquals("EACH_LINE", measured.requireString("startToken"));
  }

  /** Each figure of the table is rounded: half of its last digit is allowed on top. */
  @ParameterizedTest
  @CsvSource({
    "8,  5.205, .0005,  .0005, .00005, .984",
    "6,  5.278, .0005,  .009,  .0005,  .946",
    "5,  5.330, .0005,  .036,  .0005,  .885",
    "4,  6.073, .0005,  .195,  .0005,  .766",
    "3, 31.4,   .05,   1.94,   .005,   .293"
  })
  void roundToNearestPerChannel(
      int bits,
      double perplexity,
      double perplexityDigit,
      double kl,
      double klDigit,
      double topAgreement) {
    Path out = temp.resolve("int" + bits);
    PareRun.of("quantize", model, "-o", out, "--bits", bits, "--group-size", "channel").succeeded();
    assertFigures(out, perplexity, perplexityDigit, kl, klDigit, topAgreement);
  }

  @ParameterizedTest
  @CsvSource({
    "--sparsity=0.1,   5.243, .0005,  .009, .0005, .944",
    "--sparsity=0.2,   5.531, .0005,  .079, .0005, .846",
    "--sparsity=0.3,   7.461, .0005,  .376, .0005, .685",
    "--sparsity=0.4,  16.2,   .05,   1.22,  .005,  .436",
    "--sparsity=0.5,  47.9,   .05,   2.32,  .005,  .222",
    "--pattern=2:4,  130,     .5,    3.33,  .005,  .137"
  })
  void magnitude(
      String amount,
      double perplexity,
      double perplexityDigit,
      double kl,
      double klDigit,
      double topAgreement) {
    Path out = temp.resolve("pruned");
    PareRun.of("prune", model, "-o", out, amount).succeeded();
    assertFigures(out, perplexity, perplexityDigit, kl, klDigit, topAgreement);
  }

  private void assertFigures(
      Path out,
      double perplexity,
      double perplexityDigit,
      double kl,
      double klDigit,
      double topAgreement) {
    JsonObject measured = perplexity(out, "--baseline", model);
    assertEquals(
        perplexity,
        measured.number("perplexity").orElseThrow(),
        TOLERANCE * perplexity + perplexityDigit);
    assertEquals(kl, measured.number("meanKl").orElseThrow(), 2 * TOLERANCE * kl + klDigit);
    assertEquals(topAgreement, measured.number("topAgreement").orElseThrow(), TOLERANCE);
    assertEquals(5.2024, measured.number("baselinePerplexity").orElseThrow(), 1e-3);
  }

  private JsonObject perplexity(Path measured, Object... options) {
    return PareRun.of(
            "perplexity", measured, "--text", stories, "--each-line", "--json", List.of(options))
        .json();
  }
}
