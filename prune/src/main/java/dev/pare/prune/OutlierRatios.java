package dev.pare.prune;

import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LayerSurvey;
import dev.pare.core.tensor.WeightTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Outlier-weighted layer ratios (Yin et al. 2023, "OWL", arXiv 2310.05175): a block whose weights
 * have more outliers loses fewer of them.
 *
 * <pre>{@code
 * A_ij = |w_ij|·‖x_j‖     D_b = share of a block's A above M times their mean
 * kept_b = (1 − S) + d_b − mean d     d_b = 2λ (D_b − min D) / (max D − min D)
 * }</pre>
 *
 * <table>
 * <caption>Symbols</caption>
 * <tr><td>S</td><td>the sparsity of all blocks together, whose mean counts a block by its weights</td></tr>
 * <tr><td>M</td><td>{@code outlier}</td></tr>
 * <tr><td>λ</td><td>{@code lambda}: from most to least dense it is 2λ</td></tr>
 * </table>
 *
 * Where a block would keep less than nothing or more than all, d shrinks until none does.
 *
 * @param outlier above 0
 * @param lambda 0 … 0.5
 */
record OutlierRatios(double outlier, double lambda) {
  private static final int CHUNK_WEIGHTS = 1 << 16;

  /** What is known of a block. */
  private static final class Block {
    private final List<LayerId> layers = new ArrayList<>();
    private long weights;
    private double outliers;
    private double deviation;
  }

  /** Takes A of some weights. */
  @FunctionalInterface
  private interface Scores {
    void take(double score);
  }

  /** The sparsity of each block that has layers to be pruned, by its number. */
  Map<Integer, Double> sparsities(LayerSurvey survey, double sparsity) {
    Map<Integer, Block> blocks = new TreeMap<>();
    for (LayerId layer : survey.layers()) {
      blocks.computeIfAbsent(layer.block(), number -> new Block()).layers.add(layer);
    }
    blocks.values().forEach(block -> count(survey, block));
    deviate(blocks.values().stream().toList());
    double most = blocks.values().stream().mapToDouble(block -> block.deviation).max().orElse(0);
    double least = blocks.values().stream().mapToDouble(block -> block.deviation).min().orElse(0);
    double shrunk = 1;
    shrunk = most > sparsity ? Math.min(shrunk, sparsity / most) : shrunk;
    shrunk = -least > 1 - sparsity ? Math.min(shrunk, (1 - sparsity) / -least) : shrunk;
    Map<Integer, Double> sparsities = new TreeMap<>();
    for (Map.Entry<Integer, Block> block : blocks.entrySet()) {
      double own = sparsity - shrunk * block.getValue().deviation;
      sparsities.put(block.getKey(), Math.min(1, Math.max(0, own)));
    }
    return sparsities;
  }

  /** D of a block. */
  private void count(LayerSurvey survey, Block block) {
    double[] sum = new double[1];
    long[] above = new long[1];
    forEach(survey, block, score -> sum[0] += score);
    for (LayerId layer : block.layers) {
      block.weights += survey.model().tensor(layer.name()).shape().size();
    }
    double threshold = outlier * sum[0] / block.weights;
    forEach(survey, block, score -> above[0] += score > threshold ? 1 : 0);
    block.outliers = (double) above[0] / block.weights;
  }

  /** d − mean d of all blocks. */
  private void deviate(List<Block> blocks) {
    double most = blocks.stream().mapToDouble(block -> block.outliers).max().orElse(0);
    double least = blocks.stream().mapToDouble(block -> block.outliers).min().orElse(0);
    if (most == least) {
      return;
    }
    double sum = 0;
    long weights = 0;
    for (Block block : blocks) {
      block.deviation = 2 * lambda * (block.outliers - least) / (most - least);
      sum += block.weights * block.deviation;
      weights += block.weights;
    }
    for (Block block : blocks) {
      block.deviation -= sum / weights;
    }
  }

  private static void forEach(LayerSurvey survey, Block block, Scores scores) {
    for (LayerId layer : block.layers) {
      forEach(survey.model().tensor(layer.name()), survey.inputs(layer), scores);
    }
  }

  private static void forEach(WeightTensor weight, InputStatistics inputs, Scores scores) {
    int columns = weight.shape().columns();
    double[] norms = new double[columns];
    for (int j = 0; j < columns; j++) {
      norms[j] = Math.sqrt(inputs.squares()[j] / inputs.tokens());
    }
    int step = Math.max(1, CHUNK_WEIGHTS / columns);
    float[] w = new float[Math.min(step, weight.shape().rows()) * columns];
    int count;
    for (int first = 0; first < weight.shape().rows(); first += count) {
      count = Math.min(step, weight.shape().rows() - first);
      weight.decodeRows(first, count, w);
      for (int i = 0; i < count * columns; i++) {
        scores.take(Math.abs(w[i]) * norms[i % columns]);
      }
    }
  }
}
