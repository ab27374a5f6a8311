package dev.pare.cluster;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code cluster: kmeans}, which needs no calibration: all weights count alike. */
public final class KMeansMethod implements CompressionMethod {
  @Override
  public String kind() {
    return "cluster";
  }

  @Override
  public String name() {
    return "kmeans";
  }

  @Override
  public Set<String> keys() {
    return ClusterSettings.KEYS;
  }

  @Override
  public CheckpointTransform configure(JsonObject json) {
    ClusterSettings settings = ClusterSettings.read(json);
    return (in, progress) -> apply(settings, in);
  }

  private Checkpoint apply(ClusterSettings settings, Checkpoint in) {
    Map<String, Clustering> clusterings = new LinkedHashMap<>();
    Map<String, WeightTensor> tensors = new LinkedHashMap<>();
    for (String name : settings.selection().select(in)) {
      Clustering clustering =
          new Clustering(name, in.tensor(name), settings.scheme(), Importance.even());
      clusterings.put(name, clustering);
      tensors.put(name, clustering.tensor());
    }
    return new ReencodedCheckpoint(in, tensors, () -> applied(settings, in, clusterings));
  }

  private AppliedStep applied(
      ClusterSettings settings, Checkpoint in, Map<String, Clustering> clusterings) {
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
    return new AppliedStep(kind(), name(), settings.describe(), layers, Optional.empty());
  }
}
