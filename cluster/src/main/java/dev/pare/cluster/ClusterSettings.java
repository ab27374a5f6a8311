package dev.pare.cluster;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.ChangedWeights;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.NamePattern;
import dev.pare.core.recipe.TensorSelection;
import dev.pare.core.tensor.CodebookScheme;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The keys that every clustering method reads: {@code bits} (1 to 8, default 4), {@code
 * granularity} ({@code tensor}, {@code channel} or {@code group:G}, G output channels to a
 * codebook; default channel), and the weights to change.
 */
record ClusterSettings(CodebookScheme scheme, TensorSelection selection) {
  private static final String BITS = "bits";
  private static final String GRANULARITY = "granularity";
  private static final String GROUP = "group:";
  private static final String TENSOR = "tensor";
  private static final String CHANNEL = "channel";

  static final Set<String> KEYS =
      Set.of(BITS, GRANULARITY, TensorSelection.TARGETS, TensorSelection.IGNORE);

  static ClusterSettings read(JsonObject settings) {
    long bits = settings.integer(BITS).orElse(4L);
    if (bits < CodebookScheme.MIN_BITS || bits > CodebookScheme.MAX_BITS) {
      throw new PareException(
          settings.source(), "bits " + bits + " is out of range", "give 1 to 8");
    }
    int channels = channels(settings.string(GRANULARITY).orElse(CHANNEL));
    return new ClusterSettings(
        new CodebookScheme((int) bits, channels), TensorSelection.read(settings));
  }

  private static int channels(String granularity) {
    if (granularity.equals(TENSOR)) {
      return CodebookScheme.WHOLE_TENSOR;
    }
    if (granularity.equals(CHANNEL)) {
      return 1;
    }
    if (granularity.matches(GROUP + "[1-9]\\d{0,8}")) {
      return Integer.parseInt(granularity.substring(GROUP.length()));
    }
    throw new PareException(
        GRANULARITY + " " + granularity,
        "not a granularity",
        "give tensor, channel or group:G, G output channels to a codebook");
  }

  /**
   * The chosen weights of a checkpoint, clustered when they are read.
   *
   * @param importance how much an error of each entry of a weight counts, by the weight's name
   */
  ChangedWeights clustered(Checkpoint in, Function<String, Importance> importance) {
    ChangedWeights changed = new ChangedWeights(in);
    for (String name : selection.select(in)) {
      Clustering clustering = new Clustering(name, in.tensor(name), scheme, importance.apply(name));
      changed.put(name, clustering.tensor(), clustering::relativeError);
    }
    return changed;
  }

  /** Every setting with its value, for {@code pare.json}. */
  Map<String, Object> describe() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put(BITS, (long) scheme.numBits());
    settings.put(GRANULARITY, granularity());
    settings.put(
        TensorSelection.TARGETS, selection.targets().stream().map(NamePattern::toString).toList());
    settings.put(
        TensorSelection.IGNORE, selection.ignore().stream().map(NamePattern::toString).toList());
    return settings;
  }

  private String granularity() {
    if (scheme.channels() == CodebookScheme.WHOLE_TENSOR) {
      return TENSOR;
    }
    return scheme.channels() == 1 ? CHANNEL : GROUP + scheme.channels();
  }
}
