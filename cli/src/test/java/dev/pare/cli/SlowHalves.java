package dev.pare.cli;

import dev.pare.calibrate.CalibratedTransform;
import dev.pare.calibrate.CalibrationSettings;
import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LayerId;
import dev.pare.calibrate.LinearMethod;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CheckpointTransform;
import dev.pare.core.recipe.CompressionMethod;
import dev.pare.core.recipe.TensorSelection;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.WeightTensor;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code halve: slowly}: each weight, times a number that hangs on all that its input saw, as
 * float16; a tenth of a second a layer, so that a test can end it on the way.
 */
public final class SlowHalves implements CompressionMethod, LinearMethod {
  private static final long MILLIS = 100;

  @Override
  public String kind() {
    return "halve";
  }

  @Override
  public String name() {
    return "slowly";
  }

  @Override
  public Set<String> keys() {
    return CalibrationSettings.KEYS;
  }

  @Override
  public CheckpointTransform configure(JsonObject settings) {
    return new CalibratedTransform(
        kind(),
        name(),
        Map.of(),
        new TensorSelection(List.of(), List.of()),
        this,
        CalibrationSettings.read(settings));
  }

  @Override
  public boolean needsGram() {
    return true;
  }

  @Override
  public CompressedLinear compress(LayerId id, WeightTensor weight, InputStatistics inputs) {
    try {
      Thread.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    double seen = 0;
    for (float product : inputs.gram()) {
      seen += product;
    }
    float factor = (float) (1 + Math.sin(seen) / 4);
    float[] values = new float[(int) weight.shape().size()];
    weight.decodeRows(0, weight.shape().rows(), values);
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return new CompressedLinear(DenseTensor.of(DType.F16, weight.shape(), values), 0.5, 0, "");
  }

  @Override
  public WeightTensor plan(LayerId id, WeightTensor weight) {
    return DenseTensor.of(DType.F16, weight.shape(), new float[(int) weight.shape().size()]);
  }
}
