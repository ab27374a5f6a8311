package dev.pare.cli;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.progress.Progress;
import dev.pare.models.reference.ModelLocation;
import dev.pare.models.reference.ModelReference;
import dev.pare.models.reference.ModelStore;
import dev.pare.models.reference.ReferenceSettings;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** How a command gets at the models that it is given. */
final class ModelAccess {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--offline",
      description = "Ask nothing over a network: use what the caches hold.")
  private boolean offline;

  /** Reads every MODEL. */
  static final class Converter implements ITypeConverter<ModelReference> {
    @Override
    public ModelReference convert(String text) {
      try {
        return ModelReference.parse(text);
      } catch (PareException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** The model, downloaded if it is not here. */
  Checkpoint open(ModelReference model) {
    return with(store -> store.locate(model)).open();
  }

  /** Where the model lies, as it is at its source now. */
  ModelLocation pull(ModelReference model) {
    return with(store -> store.pull(model));
  }

  private <T> T with(Function<ModelStore, T> work) {
    Progress progress = new TerminalProgress(command.root().commandLine().getErr());
    Interruption.keepsDownloads(true);
    try {
      return work.apply(new ModelStore(ReferenceSettings.system(offline), progress));
    } finally {
      progress.end();
      Interruption.keepsDownloads(false);
    }
  }
}
