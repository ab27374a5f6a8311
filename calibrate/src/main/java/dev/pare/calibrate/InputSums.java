package dev.pare.calibrate;

import dev.pare.core.PareException;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import dev.pare.models.torch.TorchType;
import java.nio.DoubleBuffer;
import java.util.Optional;

/** Makes {@link InputStatistics} of inputs as they come. */
final class InputSums implements AutoCloseable {
  /** Columns of the gram that one product makes; what lies below the diagonal's blocks it skips. */
  private static final int BLOCK = 1024;

  /** Side of the squares that are mirrored at a time, so that both stay in the cache. */
  private static final int MIRRORED = 64;

  /** The gram goes through one buffer of 2 GiB. */
  private static final int MAX_GRAM_WIDTH = 23_000;

  private final int width;
  private final TorchTensor squares; // [width], float64
  private final TorchTensor magnitudes; // [width], float64
  private final TorchTensor gram; // [width, width]; null if only the diagonal is asked for
  private long tokens;

  /**
   * @param name of the input, for errors
   */
  InputSums(Object name, int width, boolean withGram) {
    if (withGram && width > MAX_GRAM_WIDTH) {
      throw new PareException(
          name,
          "has " + width + " features, whose products of pairs are too many",
          "take a method that needs no Hessian");
    }
    this.width = width;
    try (TorchScope scope = TorchScope.open()) {
      squares = zeros(TorchType.F64, width);
      magnitudes = zeros(TorchType.F64, width);
      gram = withGram ? zeros(TorchType.F32, width, width) : null;
    }
  }

  private static TorchTensor zeros(TorchType type, long... shape) {
    return Source.MODULE.call("zeros", shape, type.code()).keep();
  }

  /** Adds inputs [..., width]. */
  void add(TorchTensor x) {
    long count = 1;
    for (long dimension : x.shape()) {
      count *= dimension;
    }
    tokens += count / width;
    Source.MODULE.callVoid("add", squares, magnitudes, x);
    if (gram != null) {
      Source.MODULE.callVoid("add_gram", gram, x, BLOCK);
    }
  }

  /** The sums so far. */
  InputStatistics statistics() {
    Optional<float[]> products = Optional.ofNullable(gram).map(TorchTensor::floats);
    products.ifPresent(this::mirror);
    return new InputStatistics(tokens, doubles(squares), doubles(magnitudes), products);
  }

  private double[] doubles(TorchTensor tensor) {
    DoubleBuffer values = tensor.bytes().asDoubleBuffer();
    double[] copy = new double[width];
    values.get(copy);
    return copy;
  }

  /** Writes what is above the diagonal below it. */
  private void mirror(float[] products) {
    for (int top = 0; top < width; top += MIRRORED) {
      for (int left = 0; left <= top; left += MIRRORED) {
        for (int row = top; row < Math.min(top + MIRRORED, width); row++) {
          for (int column = left; column < Math.min(left + MIRRORED, row); column++) {
            products[row * width + column] = products[column * width + row];
          }
        }
      }
    }
  }

  @Override
  public void close() {
    squares.close();
    magnitudes.close();
    if (gram != null) {
      gram.close();
    }
  }

  /** Compiled when it is first needed. */
  private static final class Source {
    static final TorchModule MODULE = TorchModule.load(InputSums.class, "sums.ts.py");
  }
}
