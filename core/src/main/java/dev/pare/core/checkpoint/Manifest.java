package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.io.Hashes;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code pare.json}: how a checkpoint came to be, and the hash of each of its files. See
 * docs/format.md.
 */
final class Manifest {
  static final String FILE = "pare.json";
  private static final int FORMAT_VERSION = 1;

  private Manifest() {}

  /** The steps that a manifest lists. */
  static List<AppliedStep> read(JsonObject json) {
    long version = json.requireInteger("formatVersion");
    if (version != FORMAT_VERSION) {
      throw new PareException(
          json.source(), "format version " + version + " is unknown", "take a newer Pare");
    }
    return json.objects("steps").stream().map(Manifest::step).toList();
  }

  private static AppliedStep step(JsonObject json) {
    List<AppliedStep.Layer> layers = new ArrayList<>();
    for (JsonObject layer : json.objects("layers")) {
      layers.add(
          new AppliedStep.Layer(
              layer.requireString("name"),
              layer.requireString("encoding"),
              layer.requireInteger("bytesBefore"),
              layer.requireInteger("bytesAfter"),
              layer.number("relativeError").orElse(Double.NaN),
              layer.object("calibration").map(Manifest::calibration)));
    }
    return new AppliedStep(
        json.requireString("kind"),
        json.requireString("method"),
        json.requireObject("settings").values(),
        layers,
        json.object("run").map(Manifest::run));
  }

  private static AppliedStep.Calibration calibration(JsonObject json) {
    return new AppliedStep.Calibration(
        json.number("loss").orElse(Double.NaN),
        json.number("damping").orElse(Double.NaN),
        json.string("note").orElse(""),
        json.number("seconds").orElse(Double.NaN),
        json.requireInteger("peakRssBytes"));
  }

  private static AppliedStep.Run run(JsonObject json) {
    return new AppliedStep.Run(
        json.requireString("pareVersion"),
        json.requireInteger("seed"),
        json.requireInt("threads", 1),
        json.requireInteger("bytesBefore"),
        json.requireInteger("bytesAfter"),
        json.number("seconds").orElse(Double.NaN),
        json.requireInteger("peakRssBytes"));
  }

  /** Writes the manifest of {@code folder}, whose other files are complete. */
  static void write(Path folder, List<AppliedStep> steps) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("formatVersion", FORMAT_VERSION);
    json.put("steps", steps.stream().map(Manifest::describe).toList());
    json.put("files", files(folder));
    JsonWriting.write(json, folder.resolve(FILE));
  }

  private static Map<String, Object> describe(AppliedStep step) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", step.kind());
    json.put("method", step.method());
    json.put("settings", step.settings());
    step.run().map(Manifest::describe).ifPresent(run -> json.put("run", run));
    List<Map<String, Object>> layers = new ArrayList<>();
    for (AppliedStep.Layer layer : step.layers()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", layer.name());
      entry.put("encoding", layer.encoding());
      entry.put("bytesBefore", layer.bytesBefore());
      entry.put("bytesAfter", layer.bytesAfter());
      entry.put("relativeError", layer.relativeError());
      layer.calibration().map(Manifest::describe).ifPresent(c -> entry.put("calibration", c));
      layers.add(entry);
    }
    json.put("layers", layers);
    return json;
  }

  private static Map<String, Object> describe(AppliedStep.Calibration calibration) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("loss", calibration.loss());
    json.put("damping", calibration.damping());
    if (!calibration.note().isEmpty()) {
      json.put("note", calibration.note());
    }
    json.put("seconds", calibration.seconds());
    json.put("peakRssBytes", calibration.peakRssBytes());
    return json;
  }

  private static Map<String, Object> describe(AppliedStep.Run run) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pareVersion", run.pareVersion());
    json.put("seed", run.seed());
    json.put("threads", run.threads());
    json.put("bytesBefore", run.bytesBefore());
    json.put("bytesAfter", run.bytesAfter());
    json.put("seconds", run.seconds());
    json.put("peakRssBytes", run.peakRssBytes());
    return json;
  }

  private static Map<String, Object> files(Path folder) {
    try (Stream<Path> list = Files.list(folder)) {
      Map<String, Object> files = new LinkedHashMap<>();
      for (Path path : list.sorted().toList()) {
        files.put(path.getFileName().toString(), describe(path));
      }
      return files;
    } catch (IOException e) {
      throw PareException.unreadable(folder, e);
    }
  }

  private static Map<String, Object> describe(Path file) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bytes", Files.size(file));
    json.put("sha256", Hashes.sha256(file));
    return json;
  }

  /** The history that a folder's own manifest tells; empty without one. */
  static List<AppliedStep> history(Optional<JsonObject> manifest) {
    return manifest.map(Manifest::read).orElse(List.of());
  }
}
