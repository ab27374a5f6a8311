package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.safetensors.SafetensorsSource;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens models. */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * Opens a Hugging Face folder, a {@code .safetensors} file with its {@code config.json} beside
   * it, or a {@code .gguf} file. Only headers are read.
   *
   * @throws PareException if it is no model, or a damaged one, by the name of what is wrong
   */
  public static Checkpoint open(Path model) {
    if (Files.isDirectory(model)) {
      return open(model, SafetensorsSource.open(model));
    }
    String name = String.valueOf(model.getFileName());
    if (name.endsWith(".safetensors")) {
      return open(model.toAbsolutePath().getParent(), SafetensorsSource.open(model));
    }
    if (name.endsWith(".gguf")) {
      return open(GgufFile.open(model));
    }
    throw new PareException(
        model,
        Files.exists(model)
            ? "is no model folder and no .safetensors or .gguf file"
            : "no such model",
        "give a Hugging Face folder, a .safetensors file or a .gguf file");
  }

  private static Checkpoint open(Path folder, SafetensorsSource source) {
    try {
      return new HuggingFaceFolder(folder, source);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static Checkpoint open(GgufFile file) {
    try {
      return new GgufCheckpoint(file);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }
}
