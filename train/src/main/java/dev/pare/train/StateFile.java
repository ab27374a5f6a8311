package dev.pare.train;

import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.core.safetensors.SafetensorsFile;
import dev.pare.core.safetensors.SafetensorsWriter;
import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Shape;
import dev.pare.models.torch.TorchTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What a training that was killed goes on from: a safetensors file, {@code .NAME.state} beside the
 * output, with the optimizer's tensors and, in its metadata, where it was. It is written under
 * another name, forced to the disk and moved: at any instant the old one is there or the new one.
 */
final class StateFile {
  private static final String FORMAT = "pare-training-1";
  private static final String CHECKSUM = "checksum";

  /**
   * Where a training was.
   *
   * @param step the last that was done
   * @param document where the next step's data begins, as StepReader says it
   * @param seconds of training so far
   */
  record Place(long step, long document, int row, double seconds) {
    static final Place START = new Place(0, 0, 0, 0);
  }

  private final Path file;
  private final Path partial;
  private final String recipe;

  /**
   * @param output the folder that the training makes
   * @param recipe a hash of all that the result depends on
   */
  StateFile(Path output, String recipe) {
    Path target = output.toAbsolutePath().normalize();
    file = target.resolveSibling("." + target.getFileName() + ".state");
    partial = target.resolveSibling("." + target.getFileName() + ".state.partial");
    this.recipe = recipe;
  }

  /**
   * @throws PareException if the disk is full; the state before stays
   */
  void save(Map<String, TorchTensor> tensors, Place place, Curve curve) {
    Map<String, String> metadata = new HashMap<>();
    metadata.put("format", FORMAT);
    metadata.put("recipe", recipe);
    metadata.put("step", String.valueOf(place.step()));
    metadata.put("document", String.valueOf(place.document()));
    metadata.put("row", String.valueOf(place.row()));
    metadata.put("seconds", String.valueOf(place.seconds()));
    metadata.put("curve", curve.toLine());
    metadata.put(CHECKSUM, checksum(metadata, tensors));
    List<TensorEntry> entries = new ArrayList<>();
    tensors.forEach(
        (name, t) -> entries.add(new TensorEntry(name, DType.F32, Shape.of(t.shape()))));
    try {
      Files.deleteIfExists(partial);
      try (SafetensorsWriter writer = SafetensorsWriter.create(partial, entries, metadata)) {
        tensors.forEach((name, tensor) -> writer.write(name, 0, tensor.bytes()));
        writer.finish();
      }
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    } finally {
      removePartial();
    }
  }

  private void removePartial() {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      throw PareException.unwritable(partial, e);
    }
  }

  /** The state that a run before left, if there is one. */
  Optional<Loaded> load(Map<String, TorchTensor> tensors) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (SafetensorsFile state = open()) {
      Map<String, String> metadata = state.metadata();
      if (!FORMAT.equals(metadata.get("format"))) {
        throw new PareException(file, "is no training state of this Pare", "remove it");
      }
      if (!recipe.equals(metadata.get("recipe"))) {
        throw new PareException(
            file,
            "is of a training with another recipe, model or data",
            "give those, or remove it to begin anew");
      }
      tensors.forEach((name, tensor) -> read(state, name, tensor));
      if (!checksum(metadata, tensors).equals(metadata.get(CHECKSUM))) {
        throw damaged(null);
      }
      Place place =
          new Place(
              Long.parseLong(metadata.get("step")),
              Long.parseLong(metadata.get("document")),
              Integer.parseInt(metadata.get("row")),
              Double.parseDouble(metadata.get("seconds")));
      Curve curve = Curve.of(Json.readObject(file + " curve", metadata.get("curve")));
      return Optional.of(new Loaded(place, curve));
    } catch (NumberFormatException e) {
      throw damaged(e);
    }
  }

  private SafetensorsFile open() {
    try {
      return SafetensorsFile.open(file);
    } catch (PareException e) {
      throw damaged(e);
    }
  }

  private PareException damaged(Exception cause) {
    return new PareException(file, "is damaged", "remove it to begin anew", cause);
  }

  /** Of all that is kept but this: disks and copies flip bits. */
  private static String checksum(Map<String, String> metadata, Map<String, TorchTensor> tensors) {
    CRC32C sum = new CRC32C();
    Map<String, String> others = new TreeMap<>(metadata);
    others.remove(CHECKSUM);
    sum.update(others.toString().getBytes(StandardCharsets.UTF_8));
    tensors.values().forEach(tensor -> sum.update(tensor.bytes()));
    return Long.toHexString(sum.getValue());
  }

  /** Where a training was, and how it went. */
  record Loaded(Place place, Curve curve) {}

  private void read(SafetensorsFile state, String name, TorchTensor tensor) {
    if (!state.names().contains(name)
        || !state.entry(name).equals(new TensorEntry(name, DType.F32, Shape.of(tensor.shape())))) {
      throw new PareException(file, "holds another model's " + name, "remove it to begin anew");
    }
    state.data(name).read(0, tensor.bytes());
  }

  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
  }

  /** All tensors of a training, by the names they have in the file. */
  static Map<String, TorchTensor> tensors(Map<String, TorchTensor> masters, AdamW optimizer) {
    Map<String, TorchTensor> all = new LinkedHashMap<>();
    masters.forEach((name, tensor) -> all.put("master:" + name, tensor));
    optimizer.means().forEach((name, tensor) -> all.put("mean:" + name, tensor));
    optimizer.squares().forEach((name, tensor) -> all.put("square:" + name, tensor));
    return all;
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
