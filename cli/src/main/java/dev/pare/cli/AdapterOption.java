package dev.pare.cli;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** An adapter to merge into MODEL. */
final class AdapterOption {
  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "A LoRA adapter to merge into MODEL as it is read.")
  private Path adapter;

  /** The model with the adapter, if one was named; closed in the other's stead. */
  Checkpoint with(Checkpoint model) {
    return adapter == null ? model : Checkpoints.adapt(model, adapter);
  }
}
