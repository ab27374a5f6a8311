package dev.pare.cluster;

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
    return settings
        .clustered(in, name -> Importance.even())
        .as(kind(), name(), settings.describe());
  }
}
