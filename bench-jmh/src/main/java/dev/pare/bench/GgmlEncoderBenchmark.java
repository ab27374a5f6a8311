package dev.pare.bench;

import dev.pare.core.tensor.GgmlType;
import dev.pare.quantize.ggml.GgmlEncoder;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** 32 rows of 2048 float32 to ggml's blocks: nanoseconds a weight, one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(2)
public class GgmlEncoderBenchmark {
  private static final int ROWS = 32;
  private static final int COLUMNS = 2048;

  @Param({"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL"})
  private GgmlType type;

  @Param({"false", "true"})
  private boolean importance;

  private final float[] weights = new float[ROWS * COLUMNS];
  private float[] costs;
  private GgmlEncoder encoder;
  private byte[] blocks;

  @Setup
  public void prepare() {
    Random random = new Random(1);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (random.nextGaussian() * 0.02);
    }
    if (importance) {
      costs = new float[COLUMNS];
      for (int i = 0; i < COLUMNS; i++) {
        costs[i] = (float) Math.exp(1.5 * random.nextGaussian());
      }
    }
    encoder = GgmlEncoder.of(type, COLUMNS);
    blocks = new byte[ROWS * encoder.rowBytes()];
  }

  @Benchmark
  @OperationsPerInvocation(ROWS * COLUMNS)
  public byte[] encode() {
    encoder.encode("weights", weights, 0, ROWS, costs, blocks, 0);
    return blocks;
  }
}
