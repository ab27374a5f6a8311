package dev.pare.cluster;

import dev.pare.core.checkpoint.ChangedWeights;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
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
    ChangedWeights changed = new ChangedWeights(in);
    for (String name : settings.selection().select(in)) {
      Clustering clustering =
          new Clustering(name, in.tensor(name), settings.scheme(), Importance.even());
      changed.put(name, clustering.tensor(), clustering::relativeError);
    }
    return changed.as(kind(), name(), settings.describe());
  }
}
