package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.safetensors.SafetensorsSource;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens models. */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * Opens a Hugging Face folder, or a {@code .safetensors} file with its {@code config.json} beside
   * it. Only headers are read.
   *
   * @throws PareException if it is no model, or a damaged one, by the name of what is wrong
   */
  public static Checkpoint open(Path model) {
    if (Files.isDirectory(model)) {
      return open(model, SafetensorsSource.open(model));
    }
    if (model.getFileName() != null && model.getFileName().toString().endsWith(".safetensors")) {
      return open(model.toAbsolutePath().getParent(), SafetensorsSource.open(model));
    }
    throw new PareException(
        model,
        Files.exists(model) ? "is no model folder and no .safetensors file" : "no such model",
        "give a Hugging Face folder or a .safetensors file");
  }

  private static Checkpoint open(Path folder, SafetensorsSource source) {
    try {
      return new HuggingFaceFolder(folder, source);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }
}
