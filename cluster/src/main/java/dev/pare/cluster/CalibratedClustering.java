package dev.pare.cluster;

import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.calibrate.solver.OutputLoss;
import dev.pare.core.tensor.WeightTensor;

/**
 * Codebooks for which a weight counts as its input's square does. It looks at the inputs' squares
 * alone; so does its loss where nobody asked for more.
 */
final class CalibratedClustering implements LinearMethod {
  private final ClusterSettings settings;

  CalibratedClustering(ClusterSettings settings) {
    this.settings = settings;
  }

  @Override
  public boolean needsGram() {
    return false;
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    WeightTensor made = clustering(settings, id, weight, inputs).tensor();
    return new CompressedLinear(made, OutputLoss.relative(weight, made, inputs), 0, "");
  }

  /**
   * The weight in codebooks for its inputs, all of them found: its rows are read more than once.
   */
  static Clustering clustering(
      ClusterSettings settings, LayerId id, WeightTensor weight, InputStatistics inputs) {
    Importance importance = Importance.ofInputs(inputs.squares());
    Clustering clustering = new Clustering(id.name(), weight, settings.scheme(), importance);
    clustering.findAll();
    return clustering;
  }

  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    return new Clustering(id.name(), weight, settings.scheme(), Importance.even()).tensor();
  }
}
