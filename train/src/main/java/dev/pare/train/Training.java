package dev.pare.train;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Fingerprint;
import dev.pare.core.io.DiskSpace;
import dev.pare.core.io.Hashes;
import dev.pare.core.io.OutputFolder;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.tokenizer.Tokenizers;
import dev.pare.models.TrainableDecoder;
import dev.pare.models.TrainingBatch;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchTensor;
import dev.pare.train.data.DocumentEncoder;
import dev.pare.train.data.SourceKind;
import dev.pare.train.data.StepReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A recipe bound to a model, its data and an output. A run that was stopped or killed goes on where
 * its state was saved, and what comes out is, byte for byte, what one run would have made.
 */
public final class Training implements AutoCloseable {
  private final TrainingRecipe recipe;
  private final Checkpoint start;
  private final TrainingData data;
  private final DocumentEncoder encoder;

  /**
   * @param start the model to begin with; not closed with this
   * @param where what to name it in errors
   * @param kinds those that the recipe was read with
   * @throws PareException if data, tokenizer or model do not fit the recipe
   */
  public Training(TrainingRecipe recipe, Checkpoint start, Object where, List<SourceKind> kinds) {
    this.recipe = recipe;
    this.start = start;
    int context = start.config().maxPositions();
    if (recipe.shape().length() > context) {
      throw new PareException(
          "length",
          recipe.shape().length() + " is longer than the model's context of " + context,
          "give at most " + context);
    }
    encoder = new DocumentEncoder(Tokenizers.of(start.companions(), where), start.config());
    data = new TrainingData(recipe, kinds);
  }

  /**
   * Trains to the end and writes the model to {@code output}, which appears when it is complete.
   *
   * @param stop when given, as it is when the process is told to end, the run ends early
   * @return empty if it was stopped: its state is saved then
   * @throws PareException if the name is taken, the loss is no number, or the disk is full
   */
  public Optional<TrainingResult> run(Path output, TrainingOptions options, StopSignal stop) {
    try (OutputFolder target = new OutputFolder(output, options.overwrite())) {
      Torch.beforeExit(stop::giveAndAwait);
      return run(target, output, options, stop);
    } finally {
      stop.ended();
      Torch.beforeExit(() -> {});
    }
  }

  private Optional<TrainingResult> run(
      OutputFolder target, Path output, TrainingOptions options, StopSignal stop) {
    Torch.setThreads(options.threads());
    StateFile file = new StateFile(output, digest());
    try (Parametrization parametrization = parametrization();
        TrainableDecoder decoder = new TrainableDecoder(start.config(), recipe.compute());
        AdamW optimizer = new AdamW(parametrization.masters(), recipe.optimizer())) {
      Map<String, TorchTensor> tensors = StateFile.tensors(parametrization.masters(), optimizer);
      requireRoom(output, tensors);
      Trainer trainer = new Trainer(decoder, parametrization, optimizer, recipe.schedule());
      Loop loop = new Loop(file, tensors, trainer, options, stop);
      if (!loop.run()) {
        return Optional.empty();
      }
      TrainedModel model = new TrainedModel(start, recipe, data.identities(), parametrization);
      TrainingResult result = model.write(target, output, options, loop.curve, loop.seconds());
      file.remove();
      return Optional.of(result);
    }
  }

  /** What the result depends on, in one hash. */
  private String digest() {
    Map<String, Object> all = new LinkedHashMap<>(recipe.settings());
    all.put("identities", data.identities());
    all.put("start", Fingerprint.of(start));
    return Hashes.sha256(JsonWriting.toLine(all));
  }

  private Parametrization parametrization() {
    Map<String, TorchTensor> weights = TrainableDecoder.weights(start);
    if (recipe.lora().isEmpty()) {
      return new FullWeights(weights);
    }
    TrainingRecipe.Lora lora = recipe.lora().get();
    return new LoraWeights(
        weights, lora.selection().select(start), lora.rank(), lora.alpha(), recipe.seed());
  }

  /** Room for the state, twice while it is replaced, and for the output. */
  private void requireRoom(Path output, Map<String, TorchTensor> tensors) {
    long state = tensors.values().stream().mapToLong(t -> t.bytes().capacity()).sum();
    long weights = start.names().stream().mapToLong(n -> start.tensor(n).shape().size()).sum();
    DiskSpace.require(output, 2 * state + weights * recipe.stored().byteSize());
  }

  /** The steps of one run. */
  private final class Loop {
    private final StateFile file;
    private final Map<String, TorchTensor> tensors;
    private final Trainer trainer;
    private final TrainingOptions options;
    private final StopSignal stop;
    private final Schedule schedule = recipe.schedule();
    private StateFile.Place place = StateFile.Place.START;
    private Curve curve = new Curve();
    private final long begun = System.nanoTime();
    private double secondsBefore;
    private long savedNanos = begun;
    private long savedStep;

    Loop(
        StateFile file,
        Map<String, TorchTensor> tensors,
        Trainer trainer,
        TrainingOptions options,
        StopSignal stop) {
      this.file = file;
      this.tensors = tensors;
      this.trainer = trainer;
      this.options = options;
      this.stop = stop;
    }

    double seconds() {
      return secondsBefore + (System.nanoTime() - begun) / 1e9;
    }

    /** Whether it came to the end. */
    boolean run() {
      file.load(tensors).ifPresent(this::goOn);
      List<TrainingBatch> heldOut = heldOut();
      options.progress().begin("training", schedule.steps() - place.step(), "steps");
      try (StepReader reader = reader()) {
        while (place.step() < schedule.steps()) {
          step(reader.next(), heldOut);
          boolean stopped = stop.isGiven();
          if (stopped || isSavingDue()) {
            save();
          }
          if (stopped) {
            return false;
          }
        }
      }
      options.progress().end();
      return true;
    }

    private void goOn(StateFile.Loaded loaded) {
      place = loaded.place();
      curve = loaded.curve();
      secondsBefore = place.seconds();
      savedStep = place.step();
      options
          .progress()
          .note("going on after step %,d of %,d".formatted(savedStep, schedule.steps()));
    }

    private StepReader reader() {
      return new StepReader(
          data.stream(), encoder, recipe.shape(), recipe.seed(), place.document(), place.row());
    }

    private List<TrainingBatch> heldOut() {
      return recipe.evaluation().documents() == 0
          ? List.of()
          : StepReader.heldOut(data.stream(), encoder, recipe.shape(), recipe.seed());
    }

    private void step(StepReader.Step next, List<TrainingBatch> heldOut) {
      long number = place.step() + 1;
      Trainer.Outcome outcome = trainer.step(number, next.batches());
      curve.add(outcome.loss(), outcome.norm());
      long every = recipe.evaluation().every();
      boolean evaluates =
          every > 0 && !heldOut.isEmpty() && (number % every == 0 || number == schedule.steps());
      OptionalDouble loss =
          evaluates ? OptionalDouble.of(trainer.loss(heldOut)) : OptionalDouble.empty();
      if (evaluates || Curve.isDue(number, schedule.steps())) {
        int tokens = recipe.shape().tokens();
        curve.point(number, number * tokens, tokens, schedule.rate(number), seconds(), loss);
        options.progress().status(status());
      }
      place = new StateFile.Place(number, next.document(), next.row(), seconds());
      options.progress().advance(1);
    }

    private String status() {
      double heldOut = curve.last("heldOutLoss");
      return "loss %.3f%s  %,.0f tokens/s"
          .formatted(
              curve.last("loss"),
              Double.isNaN(heldOut) ? "" : " (held out %.3f)".formatted(heldOut),
              curve.last("tokensPerSecond"));
    }

    private boolean isSavingDue() {
      TrainingRecipe.Saving saving = recipe.saving();
      double minutes = (System.nanoTime() - savedNanos) / 60e9;
      boolean last = place.step() == schedule.steps();
      return last
          || (saving.steps() > 0 && place.step() - savedStep >= saving.steps())
          || minutes >= saving.minutes();
    }

    private void save() {
      file.save(tensors, place, curve);
      stop.saved(place.step());
      savedStep = place.step();
      savedNanos = System.nanoTime();
    }
  }

  @Override
  public void close() {
    data.close();
  }
}
