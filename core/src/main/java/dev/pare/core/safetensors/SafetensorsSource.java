package dev.pare.core.safetensors;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Named tensors to read, from one file or several. Only headers are held; all of them have been
 * checked before a source is there. Safe for many threads.
 */
public interface SafetensorsSource extends AutoCloseable {
  /** The tensors' names in stored order. */
  Set<String> names();

  /**
   * @throws PareException if there is no tensor of that name
   */
  TensorEntry entry(String name);

  /**
   * The tensor's bytes, exactly {@code entry(name).byteSize()} of them, until {@link #close()}.
   *
   * @throws PareException if there is no tensor of that name
   */
  ByteSource data(String name);

  /** The text that the header carries beside the tensors, such as {@code format=pt}. */
  Map<String, String> metadata();

  @Override
  void close();

  /**
   * Opens a file, an index of several, or a folder: its {@code model.safetensors}, else what its
   * {@code model.safetensors.index.json} lists.
   */
  static SafetensorsSource open(Path path) {
    if (!Files.isDirectory(path)) {
      boolean index = path.toString().endsWith(".json");
      return index ? SafetensorsShards.open(path) : SafetensorsFile.open(path);
    }
    Path file = path.resolve(ShardPlan.SINGLE_FILE);
    if (Files.exists(file)) {
      return SafetensorsFile.open(file);
    }
    Path index = path.resolve(ShardPlan.INDEX_FILE);
    if (Files.exists(index)) {
      return SafetensorsShards.open(index);
    }
    for (String pickled : List.of("pytorch_model.bin", "pytorch_model.bin.index.json")) {
      if (Files.exists(path.resolve(pickled))) {
        throw new PareException(
            path,
            "holds " + pickled + ", a Python pickle, and no safetensors",
            "convert it: transformers' from_pretrained and save_pretrained write safetensors");
      }
    }
    throw new PareException(
        path,
        "holds neither " + ShardPlan.SINGLE_FILE + " nor " + ShardPlan.INDEX_FILE,
        "convert the model to safetensors or take a folder that has them");
  }

  /** Whether a folder holds a model in safetensors. */
  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(ShardPlan.SINGLE_FILE))
        || Files.exists(folder.resolve(ShardPlan.INDEX_FILE));
  }
}
