package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sizes to keep to, on the command line. */
class BudgetTest {
  @TempDir private Path temp;
  private Path model;
  private Path text;

  @BeforeEach
  void write() throws IOException {
    model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    text = Files.writeString(temp.resolve("text.txt"), "a text of some length\n".repeat(50));
  }

  private PareRun quantize(String out, Object... options) {
    List<Object> all = new ArrayList<>(List.of("quantize", model, "-o", temp.resolve(out)));
    all.addAll(List.of("--group-size", "channel", "--samples", 6, "--length", 20));
    all.addAll(List.of("--calibration", text));
    all.addAll(List.of(options));
    return PareRun.of(all.toArray());
  }

  @Test
  void thePlanIsToldAndKept() {
    Path table = temp.resolve("table.json");
    JsonObject first =
        quantize("gptq", "--method", "gptq", "--target-bpw", 6, "--sensitivities", table, "--json")
            .json();
    assertTrue(first.number("bitsPerWeight").orElseThrow() <= 6);
    PareRun second =
        quantize("smaller", "--method", "gptq", "--target-bpw", 5, "--sensitivities", table)
            .succeeded();
    assertTrue(second.stderr().contains("sensitivities are those of " + table), second.stderr());
    JsonObject step = Json.readObject(temp.resolve("smaller/pare.json")).objects("steps").get(0);
    long planned = step.requireObject("settings").requireInteger("plannedBytes");
    assertTrue(second.stderr().contains("plan: %,d of ".formatted(planned)), second.stderr());
    for (JsonObject layer : step.objects("layers")) {
      String line = layer.requireString("name") + ": " + layer.requireString("encoding") + ", ";
      assertTrue(second.stderr().contains(line), second.stderr());
    }
    JsonObject seen = PareRun.of("inspect", temp.resolve("smaller"), "--json").json();
    assertEquals(planned, seen.requireInteger("bytes"));
    assertTrue(perplexity(temp.resolve("smaller")) > 1);
  }

  private double perplexity(Path of) {
    return PareRun.of("perplexity", of, "--text", text, "--each-line", "--json")
        .json()
        .number("perplexity")
        .orElseThrow();
  }

  @Test
  void choicesAreThoseThatAreGiven() {
    PareRun run =
        quantize("out", "--target-size", "16kB", "--choice", "bits=4", "--choice", "bits=7,group=9")
            .succeeded();
    assertTrue(run.stderr().contains(": int4 channel, "), run.stderr());
    String failure =
        quantize("none", "--target-size", "16kB", "--choice", "bits=8,group=4")
            .failure(Main.FAILED);
    assertTrue(failure.contains("a budget of 16,000 bytes: is less than the "), failure);
  }

  @Test
  void aTableOfAnotherModelIsRefused() {
    Path table = temp.resolve("table.json");
    quantize("out", "--target-bpw", 6, "--sensitivities", table).succeeded();
    String failure =
        quantize("other", "--target-bpw", 6, "--sensitivities", table, "--seed", 3)
            .failure(Main.FAILED);
    assertTrue(failure.contains("table.json: was measured with another "), failure);
  }
}
