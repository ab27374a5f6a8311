package dev.pare.calibrate;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.CheckpointView;
import dev.pare.core.checkpoint.CheckpointWriter;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.io.LineFile;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.WeightTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The layers done so far, on disk, so that a run that was killed loses one at most: {@code
 * layers.jsonl} with a line for whose work this is and then one a layer, and each layer's weight in
 * a folder of its own, as a compressed model's is written. The line comes when the folder is
 * complete.
 */
final class LayerStore implements AutoCloseable {
  private static final String FORMAT = "pare-calibration-1";
  private static final String LINES = "layers.jsonl";
  private static final String WHOSE = "digest";

  private record Layer(LayerRecord record, Checkpoint stored) {}

  private final Path folder;
  private final Checkpoint model;
  private final int threads;
  private final Map<String, Layer> layers = new LinkedHashMap<>();
  private final LineFile lines;

  /**
   * @param folder made if it is not there
   * @param digest of all that the layers depend on
   * @param model whose layers they are
   * @throws PareException if the folder is other work's, or damaged
   */
  LayerStore(Path folder, String digest, Checkpoint model, int threads) {
    this.folder = folder;
    this.model = model;
    this.threads = threads;
    try {
      lines = new LineFile(folder.resolve(LINES), (number, line) -> take(digest, number, line));
    } catch (RuntimeException e) {
      closeLayers();
      throw e;
    }
    if (lines.isEmpty()) {
      lines.append(JsonWriting.toLine(Map.of("format", FORMAT, WHOSE, digest)));
    }
  }

  private void take(String digest, int number, String line) {
    JsonObject json = Json.readObject(folder.resolve(LINES) + " line " + number, line);
    if (number > 1) {
      LayerRecord record = LayerRecord.read(json);
      Checkpoint stored = Checkpoints.open(folder.resolve("layer-" + (number - 1)));
      layers.put(record.id().name(), new Layer(record, stored));
    } else if (!json.string("format").equals(Optional.of(FORMAT))
        || !json.string(WHOSE).equals(Optional.of(digest))) {
      throw new PareException(
          folder.getParent(),
          "is of work with another model, recipe or calibration",
          "give those, or remove it to begin anew");
    }
  }

  /** Where all of it is. */
  Path folder() {
    return folder;
  }

  boolean has(String name) {
    return layers.containsKey(name);
  }

  /** Whose weights are done, in the order in which that was. */
  Set<String> names() {
    return layers.keySet();
  }

  /** A layer's weight, read from disk. */
  WeightTensor tensor(String name) {
    return layers.get(name).stored().tensor(name);
  }

  LayerRecord record(String name) {
    return layers.get(name).record();
  }

  /** How many layers are done. */
  int size() {
    return layers.size();
  }

  /**
   * Stores a layer's weight; what it is made of is not needed afterwards.
   *
   * @param measured given the weight as it is stored, tells how the layer fared
   */
  void put(String name, WeightTensor weight, Function<WeightTensor, LayerRecord> measured) {
    Path target = folder.resolve("layer-" + (layers.size() + 1));
    write(new OneWeight(model, name, weight), target);
    Checkpoint stored = Checkpoints.open(target);
    LayerRecord record;
    try {
      record = measured.apply(stored.tensor(name));
      lines.append(JsonWriting.toLine(record.describe()));
    } catch (RuntimeException e) {
      stored.close();
      throw e;
    }
    layers.put(name, new Layer(record, stored));
  }

  private void write(Checkpoint layer, Path target) {
    Path partial = folder.resolve("layer.partial");
    try {
      delete(target); // of a run that was killed before it could say that this is complete
      delete(partial);
      try {
        Files.createDirectories(partial);
        new CheckpointWriter(layer).write(partial, threads, Progress.none());
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(partial);
      }
    } catch (IOException e) {
      throw PareException.unwritable(folder, e);
    }
  }

  private static void delete(Path layer) throws IOException {
    if (Files.exists(layer)) {
      try (Stream<Path> files = Files.list(layer)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(layer);
    }
  }

  private void closeLayers() {
    layers.values().forEach(layer -> layer.stored().close());
  }

  /** What no layer is in goes: there is nothing to go on from. */
  @Override
  public void close() {
    closeLayers();
    lines.close();
    if (layers.isEmpty()) {
      try {
        Files.deleteIfExists(folder.resolve(LINES));
      } catch (IOException e) {
        throw PareException.unwritable(folder, e);
      }
    }
  }

  /** A model that has one weight only. */
  private static final class OneWeight extends CheckpointView {
    private final String name;
    private final WeightTensor weight;

    OneWeight(Checkpoint model, String name, WeightTensor weight) {
      super(model);
      this.name = name;
      this.weight = weight;
    }

    @Override
    public Set<String> names() {
      return Set.of(name);
    }

    @Override
    public WeightTensor tensor(String ignored) {
      return weight;
    }

    @Override
    public Map<String, ByteSource> companions() {
      return Map.of();
    }
  }
}
