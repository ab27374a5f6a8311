package dev.pare.calibrate;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.io.ProcessMemory;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.WeightTensor;
import java.util.stream.DoubleStream;

/** Compresses a layer, stores it, and tells how it fared. */
final class LayerCompressor {
  private final Checkpoint model;
  private final LinearMethod method;
  private final LayerStore store;
  private final Progress progress;

  LayerCompressor(Checkpoint model, LinearMethod method, LayerStore store, Progress progress) {
    this.model = model;
    this.method = method;
    this.store = store;
    this.progress = progress;
  }

  /** Tells how many layers are left to do, and how many are done. */
  void begin(int layers) {
    begin(layers, store.size());
  }

  void begin(int layers, int done) {
    progress.begin("compressing", layers - done, "layers");
    if (done > 0) {
      progress.note("going on after layer %d of %d".formatted(done, layers));
    }
  }

  /**
   * @param share what looking at its input took, its part of it, in seconds
   * @throws PareException if the input was no number
   */
  void compress(LayerId id, InputStatistics inputs, double share) {
    long start = System.nanoTime();
    requireFinite(id, inputs);
    WeightTensor weight = model.tensor(id.name());
    CompressedLinear made = method.compress(id, weight, inputs);
    put(id, weight, made, share, start);
    tell(id);
  }

  /** Stores a weight of a block that was compressed as a whole. */
  void put(LayerId id, BlockMethod.Made made, double share) {
    put(id, made.exact(), made.compressed(), share, System.nanoTime());
  }

  private void put(
      LayerId id, WeightTensor exact, CompressedLinear made, double share, long start) {
    store.put(
        id.name(),
        made.tensor(),
        stored ->
            new LayerRecord(
                id,
                model.tensor(id.name()).byteSize(),
                relativeError(exact, stored),
                new AppliedStep.Calibration(
                    made.loss(),
                    made.damping(),
                    made.note(),
                    share + (System.nanoTime() - start) / 1e9,
                    ProcessMemory.peakRssBytes())));
  }

  /** Says how a layer fared. */
  void tell(LayerId id) {
    progress.note(store.record(id.name()).line(store.tensor(id.name())));
    progress.advance(1);
  }

  /**
   * @throws PareException if an input was no number
   */
  static void requireFinite(LayerId id, InputStatistics inputs) {
    if (!Double.isFinite(DoubleStream.of(inputs.squares()).sum())) {
      throw new PareException(
          id.name(),
          "sees inputs that are NaN or infinite",
          "take an undamaged model, or compute: f32");
    }
  }

  void end() {
    progress.end();
  }

  /** Σ(w − ŵ)² / Σw². */
  static double relativeError(WeightTensor weight, WeightTensor stored) {
    int columns = weight.shape().columns();
    float[] w = new float[columns];
    float[] v = new float[columns];
    double error = 0;
    double energy = 0;
    for (int row = 0; row < weight.shape().rows(); row++) {
      weight.decodeRow(row, w);
      stored.decodeRow(row, v);
      for (int i = 0; i < columns; i++) {
        double difference = (double) w[i] - v[i];
        error += difference * difference;
        energy += (double) w[i] * w[i];
      }
    }
    return energy == 0 ? 0 : error / energy;
  }
}
