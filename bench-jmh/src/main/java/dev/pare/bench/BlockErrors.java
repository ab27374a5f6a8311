package dev.pare.bench;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.GgmlBlockTensor;
import dev.pare.core.tensor.WeightTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The squared errors Σ wᵢ·(x − x̂)² of two files' matrices against the model that both were made
 * of, with w the importance of a column, or 1 everywhere.
 */
final class BlockErrors {
  /** Of one matrix. */
  private record Pair(String name, double ours, double theirs) {
    double ratio() {
      return theirs == 0 ? (ours == 0 ? 1 : Double.POSITIVE_INFINITY) : ours / theirs;
    }
  }

  private BlockErrors() {}

  /** Of all matrices that both keep in blocks of the same type; how many others there are. */
  static Map<String, Object> of(
      Checkpoint original, Checkpoint ours, Checkpoint theirs, Map<String, float[]> importance) {
    List<String> blocks =
        ours.names().stream().filter(n -> ours.tensor(n) instanceof GgmlBlockTensor).toList();
    List<String> alike =
        blocks.stream()
            .filter(n -> ours.tensor(n).encoding().equals(theirs.tensor(n).encoding()))
            .toList();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("matrices", alike.size());
    report.put("matricesOfOtherTypes", blocks.size() - alike.size());
    report.put("plain", ratios(pairs(alike, original, ours, theirs, Map.of())));
    report.put("weighted", ratios(pairs(alike, original, ours, theirs, importance)));
    return report;
  }

  private static List<Pair> pairs(
      List<String> names,
      Checkpoint original,
      Checkpoint ours,
      Checkpoint theirs,
      Map<String, float[]> importance) {
    return names.parallelStream()
        .map(
            name -> {
              WeightTensor exact = original.tensor(name);
              float[] weights = importance.get(name);
              return new Pair(
                  name,
                  error(exact, ours.tensor(name), weights),
                  error(exact, theirs.tensor(name), weights));
            })
        .toList();
  }

  private static double error(WeightTensor exact, WeightTensor coded, float[] weights) {
    int columns = exact.shape().columns();
    float[] x = new float[columns];
    float[] y = new float[columns];
    double sum = 0;
    for (int row = 0; row < exact.shape().rows(); row++) {
      exact.decodeRow(row, x);
      coded.decodeRow(row, y);
      for (int i = 0; i < columns; i++) {
        double difference = x[i] - y[i];
        sum += (weights == null ? 1 : weights[i]) * difference * difference;
      }
    }
    return sum;
  }

  private static Map<String, Object> ratios(List<Pair> pairs) {
    double[] sorted = pairs.stream().mapToDouble(Pair::ratio).sorted().toArray();
    double logarithms = Arrays.stream(sorted).map(Math::log).average().orElse(Double.NaN);
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("geometricMeanRatio", Math.exp(logarithms));
    report.put("smallestRatio", sorted[0]);
    report.put("largestRatio", sorted[sorted.length - 1]);
    report.put(
        "matricesWorse", IntStream.range(0, sorted.length).filter(i -> sorted[i] > 1).count());
    report.put(
        "worst",
        pairs.stream()
            .max((a, b) -> Double.compare(a.ratio(), b.ratio()))
            .map(Pair::name)
            .orElse(""));
    return report;
  }
}
