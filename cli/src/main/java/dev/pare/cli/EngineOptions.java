package dev.pare.cli;

import dev.pare.core.chat.ChatTemplate;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Fingerprint;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tokenizer.Tokenizer;
import dev.pare.core.tokenizer.Tokenizers;
import dev.pare.models.ComputeType;
import dev.pare.models.TorchLanguageModel;
import dev.pare.models.TorchOptions;
import dev.pare.models.reference.ModelReference;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which engine runs a model, and how. */
final class EngineOptions {
  /** The engines there are. */
  enum Engine {
    TORCH
  }

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "torch",
      description = "torch: PyTorch native (default, and the only one so far).")
  private Engine engine;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "f32",
      description = "What the engine computes in: f32, exact (default), or bf16, half the memory.")
  private ComputeType computeType;

  @Mixin private ThreadsOption threads;

  @Mixin private ModelAccess access;

  /** What a model's figures depend on; not the threads, which move last digits. */
  String identity(ModelReference model) {
    try (Checkpoint checkpoint = access.open(model)) {
      return identity(checkpoint);
    }
  }

  /** The same of an open checkpoint. */
  String identity(Checkpoint checkpoint) {
    String settings = (engine + " " + computeType).toLowerCase(Locale.ROOT);
    return settings + " " + Fingerprint.of(checkpoint);
  }

  /** How a model came to be. */
  List<AppliedStep> history(ModelReference model) {
    try (Checkpoint checkpoint = access.open(model)) {
      return checkpoint.history();
    }
  }

  /** The chat template that a model came with. */
  Optional<ChatTemplate> chatTemplate(ModelReference model) {
    try (Checkpoint checkpoint = access.open(model)) {
      return ChatTemplate.find(checkpoint.companions(), model);
    }
  }

  /** The model, ready to run. */
  LanguageModel open(ModelReference model) {
    return open(model, new AdapterOption());
  }

  /** The model with the adapter, ready to run. */
  LanguageModel open(ModelReference model, AdapterOption adapter) {
    return open(model, adapter, files -> {});
  }

  /**
   * @param files is shown the files beside the weights before these are read
   */
  LanguageModel open(
      ModelReference model, AdapterOption adapter, Consumer<Map<String, ByteSource>> files) {
    try (Checkpoint checkpoint = adapter.with(access.open(model))) {
      files.accept(checkpoint.companions());
      return load(checkpoint, model);
    }
  }

  /**
   * An open checkpoint, ready to run; it may be closed then.
   *
   * @param name of the model, for errors
   */
  LanguageModel load(Checkpoint checkpoint, Object name) {
    TorchOptions options = new TorchOptions(threads(), computeType);
    Tokenizer tokenizer = Tokenizers.of(checkpoint.companions(), name);
    return switch (engine) {
      case TORCH -> TorchLanguageModel.open(checkpoint, Optional.of(tokenizer), options);
    };
  }

  /** The model as it is stored. */
  Checkpoint checkpoint(ModelReference model) {
    return access.open(model);
  }

  int threads() {
    return threads.count();
  }
}
