package dev.pare.bench;

import dev.pare.core.json.JsonObject;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.Methods;
import dev.pare.core.recipe.Step;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.CodebookRows;
import dev.pare.core.tensor.CodebookTensor;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.Shape;
import dev.pare.core.testing.RandomCheckpoint;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Exact k-means of 100 million weights held in memory, 8192 rows of 12 288: seconds, one thread,
 * from reading them to their indices.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(1)
public class ClusterBenchmark {
  private static final String WEIGHT = "model.layers.0.self_attn.q_proj.weight";
  private static final int ROWS = 8192;
  private static final int COLUMNS = 12288;
  private static final int ROWS_AT_A_TIME = 16;

  @Param({"F16", "BF16", "F32"})
  private DType type;

  @Param({"4", "8"})
  private long bits;

  @Param({"tensor", "group:64", "channel"})
  private String granularity;

  private final CodebookRows rows = new CodebookRows();
  private RandomCheckpoint model;
  private Step step;

  @Setup
  public void prepare() {
    byte[] bytes = new byte[ROWS * COLUMNS * type.byteSize()];
    ByteBuffer target = ByteBuffer.wrap(bytes);
    Random random = new Random(1);
    float[] row = new float[COLUMNS];
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        row[j] = (float) (random.nextGaussian() * 0.02);
      }
      FloatCodec.encode(type, row, 0, COLUMNS, target);
    }
    DenseTensor weight = new DenseTensor(type, Shape.of(ROWS, COLUMNS), ByteSource.of(bytes));
    model =
        new RandomCheckpoint(RandomCheckpoint.settings(1, 64, 2, 1, 32, 64, 64), type, 1)
            .with(WEIGHT, weight);
    Map<String, Object> settings =
        Map.of("bits", bits, "granularity", granularity, "targets", List.of(WEIGHT));
    step = new Step("cluster", "kmeans", new JsonObject("benchmark", settings));
  }

  @Benchmark
  public CodebookRows cluster() {
    CodebookTensor tensor =
        (CodebookTensor) Methods.configure(step).apply(model, Progress.none()).tensor(WEIGHT);
    for (int row = 0; row < ROWS; row += ROWS_AT_A_TIME) {
      tensor.readRows(row, ROWS_AT_A_TIME, rows);
    }
    return rows;
  }
}
