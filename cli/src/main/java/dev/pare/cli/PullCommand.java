package dev.pare.cli;

import dev.pare.models.reference.ModelLocation;
import dev.pare.models.reference.ModelReference;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pare pull}: gets a model here, and says where it lies. */
@Command(
    name = "pull",
    description = "Downloads or unpacks a model, and prints where it lies.",
    sortOptions = false,
    footer = {
      "",
      "An interrupted download goes on where it stopped. HF_TOKEN opens gated models.",
      "Example: pare pull hf:HuggingFaceTB/SmolLM2-135M-Instruct",
      "Example: pare pull hf:org/name@v1.0!/model-q4_0.gguf --json",
      "Example: pare pull maven:org.example:model:1.0!/model.gguf",
      "Example: pare pull https://example.org/model.gguf"
    })
final class PullCommand implements Runnable {
  @Parameters(paramLabel = "REF", description = "The model to get.")
  private ModelReference model;

  @Mixin private ModelAccess access;
  @Mixin private OutputFormat format;

  @Override
  public void run() {
    long start = System.nanoTime();
    ModelLocation location = access.pull(model);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("reference", model.toString());
    json.put("path", location.path().toString());
    location.inside().ifPresent(region -> json.put("entry", region.entry()));
    json.put("bytes", location.bytes());
    json.put("seconds", (System.nanoTime() - start) / 1e9);
    format.print(location + "\n", json);
  }
}
