package dev.pare.cluster;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The weights that a step clusters when they are read. */
final class ClusteredWeights {
  private final Checkpoint in;
  private final Map<String, Clustering> clusterings = new LinkedHashMap<>();

  /**
   * @param importance how much an error of each entry of a weight counts, by the weight's name
   */
  ClusteredWeights(
      Checkpoint in, ClusterSettings settings, Function<String, Importance> importance) {
    this.in = in;
    for (String name : settings.selection().select(in)) {
      WeightTensor weight = in.tensor(name);
      clusterings.put(
          name, new Clustering(name, weight, settings.scheme(), importance.apply(name)));
    }
  }

  /**
   * The checkpoint with them.
   *
   * @param step what was done, given how each weight fared
   */
  Checkpoint checkpoint(Function<List<AppliedStep.Layer>, AppliedStep> step) {
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    clusterings.forEach((name, clustering) -> tensors.put(name, clustering.tensor()));
    return new ReencodedCheckpoint(in, tensors, () -> step.apply(layers()));
  }

  private List<AppliedStep.Layer> layers() {
    List<AppliedStep.Layer> layers = new ArrayList<>();
    clusterings.forEach(
        (name, clustering) -> {
          WeightTensor after = clustering.tensor();
          layers.add(
              new AppliedStep.Layer(
                  name,
                  after.encoding(),
                  in.tensor(name).byteSize(),
                  after.byteSize(),
                  clustering.relativeError()));
        });
    return layers;
  }
}
