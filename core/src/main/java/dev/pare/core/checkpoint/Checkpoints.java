package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.safetensors.SafetensorsSource;
import dev.pare.core.tensor.ByteSource;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens models. */
public final class Checkpoints {
  private Checkpoints() {}

  /**
   * Opens a Hugging Face folder, a {@code .safetensors} file with its {@code config.json} beside
   * it, or a {@code .gguf} file. Only headers are read. A LoRA adapter in the folder is merged.
   *
   * @throws PareException if it is no model, or a damaged one, by the name of what is wrong
   */
  public static Checkpoint open(Path model) {
    if (Files.isDirectory(model)) {
      boolean adapted = Files.exists(model.resolve(LoraConfig.FILE));
      if (adapted && !SafetensorsSource.isIn(model)) {
        throw new PareException(
            model,
            "holds an adapter and no model",
            "give its base model, and the adapter with --adapter");
      }
      Checkpoint folder = open(model, SafetensorsSource.open(model));
      return adapted ? adapt(folder, model) : folder;
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

  /** Opens a model with a LoRA adapter of peft's format merged into it as it is read. */
  public static Checkpoint open(Path model, Path adapter) {
    return adapt(open(model), adapter);
  }

  /**
   * A model with a LoRA adapter merged into it as it is read.
   *
   * @param base closed with the result, or if there is none
   * @param adapter a folder with {@code adapter_config.json} and {@code adapter_model.safetensors}
   * @throws PareException if the adapter does not fit the model, or is more than LoRA
   */
  public static Checkpoint adapt(Checkpoint base, Path adapter) {
    LoraAdapter opened = null;
    try {
      opened = new LoraAdapter(adapter);
      return new AdaptedCheckpoint(base, opened);
    } catch (RuntimeException e) {
      if (opened != null) {
        opened.close();
      }
      base.close();
      throw e;
    }
  }

  /**
   * Opens a GGUF file that lies inside another file, such as a stored entry of an archive.
   *
   * @param source what to name in errors
   * @param release run when the checkpoint is closed, or if it cannot be opened
   */
  public static Checkpoint openGguf(String source, ByteSource bytes, Runnable release) {
    GgufFile file;
    try {
      file = GgufFile.of(source, bytes, release);
    } catch (RuntimeException e) {
      release.run();
      throw e;
    }
    return open(file);
  }

  /** Whether a file of that name in a model's folder is read, or goes where the model goes. */
  public static boolean isModelFile(String name) {
    return name.equals(HuggingFaceFolder.CONFIG)
        || name.equals(LoraConfig.FILE)
        || name.equals(Manifest.FILE)
        || name.endsWith(".safetensors")
        || name.endsWith(".safetensors.index.json")
        || Companions.isCompanion(name);
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
