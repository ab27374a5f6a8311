package dev.pare.calibrate;

import dev.pare.calibrate.SensitivitySurvey.Choice;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.BlockInput;
import dev.pare.models.DecoderBlock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What weights lose in each of some encodings, by what their inputs see. */
final class WeightLosses {
  /**
   * A weight whose losses are known.
   *
   * @param weight with no divergence yet
   * @param changed the weight in the encoding to measure that with
   */
  record Measured(Sensitivities.Weight weight, WeightTensor changed) {
    String name() {
      return weight.name();
    }
  }

  private final Checkpoint model;
  private final List<Choice> choices;

  WeightLosses(Checkpoint model, List<Choice> choices) {
    this.model = model;
    this.choices = choices;
  }

  /** Whether one of the choices needs more than the diagonal of what inputs are. */
  boolean needGram() {
    return choices.stream().anyMatch(choice -> choice.linear().needsGram());
  }

  /** Of some layers of one block, from one pass over the calibration. */
  List<Measured> ofLayers(
      List<LayerId> layers, DecoderBlock block, CalibrationBatches batches, HiddenStates hidden) {
    Map<BlockInput, InputSums> sums = new EnumMap<>(BlockInput.class);
    List<Measured> measured = new ArrayList<>();
    try {
      for (LayerId layer : layers) {
        sums.computeIfAbsent(
            BlockInput.of(layer.name()),
            input -> new InputSums(input, block.width(input), needGram()));
      }
      batches.observe(block, sums, hidden);
      for (Map.Entry<BlockInput, InputSums> input : sums.entrySet()) {
        InputStatistics statistics = input.getValue().statistics();
        input.getValue().close();
        layers.stream()
            .filter(layer -> BlockInput.of(layer.name()) == input.getKey())
            .forEach(layer -> measured.add(ofLayer(layer, statistics)));
      }
    } finally {
      sums.values().forEach(InputSums::close);
    }
    return measured;
  }

  private Measured ofLayer(LayerId layer, InputStatistics inputs) {
    WeightTensor weight = model.tensor(layer.name());
    List<Sensitivities.Option> options = new ArrayList<>();
    List<WeightTensor> made = new ArrayList<>();
    for (Choice choice : choices) {
      CompressedLinear compressed = choice.linear().compress(layer, weight, inputs);
      options.add(option(compressed.tensor(), compressed.loss()));
      made.add(compressed.tensor());
    }
    return measured(layer.name(), options, made);
  }

  /** Of the embedding or the head: what its values lose, Σ(w − ŵ)² / Σw². */
  Measured ofTable(String name) {
    WeightTensor weight = model.tensor(name);
    List<Sensitivities.Option> options = new ArrayList<>();
    List<WeightTensor> made = new ArrayList<>();
    for (Choice choice : choices) {
      WeightTensor encoded = choice.table().encode(name, weight);
      options.add(option(encoded, LayerCompressor.relativeError(weight, encoded)));
      made.add(encoded);
    }
    return measured(name, options, made);
  }

  private static Sensitivities.Option option(WeightTensor tensor, double loss) {
    return new Sensitivities.Option(tensor.encoding(), tensor.byteSize(), loss);
  }

  private static Measured measured(
      String name, List<Sensitivities.Option> options, List<WeightTensor> made) {
    options.forEach(option -> requireNumber(name, option.loss()));
    int reference = Sensitivities.reference(options);
    return new Measured(new Sensitivities.Weight(name, 0, reference, options), made.get(reference));
  }

  static void requireNumber(String name, double measured) {
    if (!Double.isFinite(measured)) {
      throw new PareException(
          name,
          "makes outputs that are NaN or infinite",
          "take an undamaged model, or compute: f32");
    }
  }
}
