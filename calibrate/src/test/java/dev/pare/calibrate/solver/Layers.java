package dev.pare.calibrate.solver;

import dev.pare.calibrate.InputStatistics;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import java.util.Optional;
import java.util.Random;

/** Layers and statistics for tests. */
final class Layers {
  private Layers() {}

  static InputStatistics statistics(float[] gram, long tokens) {
    int n = (int) Math.sqrt(gram.length);
    double[] squares = new double[n];
    for (int i = 0; i < n; i++) {
      squares[i] = gram[i * n + i];
    }
    return new InputStatistics(tokens, squares, squares.clone(), Optional.of(gram));
  }

  /** Inputs of which neighbours depend on one another, and one that is always 0. */
  static InputStatistics inputs(int width, int tokens, long seed) {
    Random random = new Random(seed);
    double[] sums = new double[width * width];
    double[] x = new double[width];
    for (int token = 0; token < tokens; token++) {
      for (int i = 0; i < width; i++) {
        x[i] = random.nextGaussian() + (i > 0 ? 0.8 * x[i - 1] : 0);
      }
      x[width / 2] = 0;
      for (int i = 0; i < width * width; i++) {
        sums[i] += x[i / width] * x[i % width];
      }
    }
    float[] gram = new float[sums.length];
    for (int i = 0; i < gram.length; i++) {
      gram[i] = (float) sums[i];
    }
    return statistics(gram, tokens);
  }

  static DenseTensor weight(int rows, int columns, long seed) {
    Random random = new Random(seed);
    float[] w = new float[rows * columns];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) random.nextGaussian();
    }
    return DenseTensor.of(DType.F32, Shape.of(rows, columns), w);
  }

  static float[] values(DenseTensor tensor) {
    float[] w = new float[Math.toIntExact(tensor.shape().size())];
    tensor.decodeRows(0, tensor.shape().rows(), w);
    return w;
  }
}
