package dev.pare.prune;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.CheckpointView;
import dev.pare.core.config.KeptLayers;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model with some of its blocks only, numbered anew: weights are the others' as they were. */
final class KeptBlocks extends CheckpointView {
  private final ModelConfig config;
  private final AppliedStep step;

  /** What each weight is called in the model it is from. */
  private final Map<String, String> origins = new LinkedHashMap<>();

  /**
   * @param kept numbers of the blocks that stay, rising
   * @param step what was done
   */
  KeptBlocks(Checkpoint source, List<Integer> kept, AppliedStep step) {
    super(source);
    this.config = KeptLayers.of(source.config(), kept);
    this.step = step;
    ModelLayout layout = new ModelLayout(source.config());
    Map<String, String> prefixes = new HashMap<>();
    for (int i = 0; i < kept.size(); i++) {
      prefixes.put(layout.blockPrefix(kept.get(i)), layout.blockPrefix(i));
    }
    String blocks = layout.blockPrefix(0).replaceFirst("0\\.$", "");
    for (String name : source.names()) {
      int end = name.startsWith(blocks) ? name.indexOf('.', blocks.length()) + 1 : 0;
      String prefix = prefixes.get(name.substring(0, end));
      if (!name.startsWith(blocks)) {
        origins.put(name, name);
      } else if (prefix != null) {
        origins.put(prefix + name.substring(end), name);
      }
    }
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public List<AppliedStep> history() {
    List<AppliedStep> history = new ArrayList<>(super.history());
    history.add(step);
    return history;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(origins.keySet());
  }

  @Override
  public WeightTensor tensor(String name) {
    return super.tensor(origins.getOrDefault(name, name));
  }
}
