package dev.pare.train;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.CheckpointWriter;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.io.OutputFolder;
import dev.pare.core.io.ProcessMemory;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a training made of a model, as a folder: its files, {@code training.json} beside them. */
final class TrainedModel {
  private static final String KIND = "train";
  private static final String CURVE = "training.json";

  private final Checkpoint start;
  private final TrainingRecipe recipe;
  private final List<String> identities;
  private final Parametrization parametrization;

  TrainedModel(
      Checkpoint start,
      TrainingRecipe recipe,
      List<String> identities,
      Parametrization parametrization) {
    this.start = start;
    this.recipe = recipe;
    this.identities = identities;
    this.parametrization = parametrization;
  }

  TrainingResult write(
      OutputFolder target, Path output, TrainingOptions options, Curve curve, double seconds) {
    try (TorchScope scope = TorchScope.open()) {
      Map<String, TrainedWeights> trained = new LinkedHashMap<>();
      Map<String, WeightTensor> tensors = new LinkedHashMap<>();
      for (Map.Entry<String, TorchTensor> weight : weights().entrySet()) {
        TrainedWeights made = new TrainedWeights(weight.getValue(), recipe.stored());
        trained.put(weight.getKey(), made);
        tensors.put(weight.getKey(), made.tensor());
      }
      Checkpoint result = new ReencodedCheckpoint(start, tensors, () -> step(trained));
      CheckpointWriter writer = new CheckpointWriter(result);
      writer.write(target.staging(), options.threads(), options.progress());
      JsonWriting.write(curve(curve, seconds), target.staging().resolve(CURVE));
      AppliedStep.Run run = run(options, writer.weightBytes(), seconds);
      List<AppliedStep> history = new ArrayList<>();
      result.history().forEach(step -> history.add(step.run().isPresent() ? step : step.with(run)));
      writer.writeManifest(target.staging(), history);
      target.commit();
      return result(output, curve, run, tensors);
    }
  }

  /** All weights, as the masters make them now. */
  private Map<String, TorchTensor> weights() {
    return parametrization.weights(parametrization.masters());
  }

  private AppliedStep step(Map<String, TrainedWeights> trained) {
    List<AppliedStep.Layer> layers = new ArrayList<>();
    trained.forEach(
        (name, weight) -> {
          WeightTensor before = start.tensor(name);
          layers.add(
              new AppliedStep.Layer(
                  name,
                  weight.tensor().encoding(),
                  before.byteSize(),
                  weight.size(),
                  weight.distance(before)));
        });
    String method = recipe.lora().isPresent() ? "lora" : "full";
    return new AppliedStep(KIND, method, settings(), layers, Optional.empty());
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>(recipe.settings());
    settings.put("dataIdentities", identities);
    return settings;
  }

  private AppliedStep.Run run(TrainingOptions options, long bytes, double seconds) {
    long before = start.names().stream().mapToLong(n -> start.tensor(n).byteSize()).sum();
    String version = TrainedModel.class.getPackage().getImplementationVersion();
    return new AppliedStep.Run(
        version == null ? "development" : version,
        recipe.seed(),
        options.threads(),
        before,
        bytes,
        seconds,
        ProcessMemory.peakRssBytes());
  }

  private Map<String, Object> curve(Curve curve, double seconds) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("settings", settings());
    json.put("tokens", tokens());
    json.put("seconds", seconds);
    json.put("curve", curve.points());
    return json;
  }

  private long tokens() {
    return recipe.schedule().steps() * recipe.shape().tokens();
  }

  private TrainingResult result(
      Path output, Curve curve, AppliedStep.Run run, Map<String, WeightTensor> tensors) {
    long weights = tensors.values().stream().mapToLong(tensor -> tensor.shape().size()).sum();
    return new TrainingResult(
        output,
        recipe.schedule().steps(),
        tokens(),
        curve.last("loss"),
        curve.last("heldOutLoss"),
        run.bytesAfter(),
        8.0 * run.bytesAfter() / weights,
        run.seconds(),
        run.peakRssBytes());
  }
}
