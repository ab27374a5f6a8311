package dev.pare.bench;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.Methods;
import dev.pare.core.recipe.Step;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.QuantizedRows;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.RandomCheckpoint;
import java.util.Map;
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

/**
 * Round-to-nearest of 128 rows of 2048 weights held in memory, decoding included: nanoseconds a
 * weight, one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(2)
public class QuantizeBenchmark {
  private static final String WEIGHT = "model.layers.0.self_attn.q_proj.weight";
  private static final int ROWS = 128;
  private static final int COLUMNS = 2048;

  @Param({"F16", "BF16"})
  private DType type;

  @Param({"2", "4", "8"})
  private long bits;

  @Param({"32", "channel"})
  private String group;

  private final QuantizedRows rows = new QuantizedRows();
  private final float[] decoded = new float[ROWS * COLUMNS];
  private QuantizedTensor tensor;
  private WeightTensor dense;
  private int[] words;

  @Setup
  public void prepare() {
    Checkpoint model =
        new RandomCheckpoint(RandomCheckpoint.settings(1, COLUMNS, 2, 1, 64, 64, 64), type, 1);
    dense = inMemory((DenseTensor) model.tensor(WEIGHT));
    Checkpoint held = ((RandomCheckpoint) model).with(WEIGHT, dense);
    Map<String, Object> settings = Map.of("bits", bits, "group", group);
    Step step = new Step("quantize", "rtn", new JsonObject("benchmark", settings));
    tensor = (QuantizedTensor) Methods.configure(step).apply(held, Progress.none()).tensor(WEIGHT);
    words = new int[ROWS * COLUMNS];
  }

  private static WeightTensor inMemory(DenseTensor tensor) {
    float[] values = new float[(int) tensor.shape().size()];
    tensor.decodeRows(0, tensor.shape().rows(), values);
    return DenseTensor.of(tensor.type(), tensor.shape(), values);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS * COLUMNS)
  public float[] decode() {
    dense.decodeRows(0, ROWS, decoded);
    return decoded;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS * COLUMNS)
  public QuantizedRows quantize() {
    tensor.readRows(0, ROWS, rows);
    return rows;
  }

  @Benchmark
  @OperationsPerInvocation(ROWS * COLUMNS)
  public int[] quantizeAndPack() {
    tensor.readRows(0, ROWS, rows);
    rows.packCodes((int) bits, words);
    return words;
  }
}
