package dev.pare.train;

import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import dev.pare.models.torch.TorchType;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * LoRA (Hu et al. 2021, arXiv 2106.09685): W + α/r · B A with W as it was, A [r, in] and B [out, r]
 * trained. A begins uniform within ±1/√in and B at 0, as in the authors' program.
 */
final class LoraWeights implements Parametrization {
  private final Map<String, TorchTensor> base;
  private final Map<String, TorchTensor> masters = new LinkedHashMap<>();
  private final double scale;
  private final TorchModule module = TorchModule.load(LoraWeights.class, "lora.ts.py");

  /**
   * @param base closed with this
   * @param targets the matrices that get factors
   */
  LoraWeights(
      Map<String, TorchTensor> base, List<String> targets, int rank, double alpha, long seed) {
    this.base = base;
    scale = alpha / rank;
    SplittableRandom random = new SplittableRandom(seed);
    try (TorchScope scope = TorchScope.open()) {
      targets.forEach(name -> add(name, base.get(name).shape(), rank, random));
    }
  }

  private void add(String name, long[] shape, int rank, SplittableRandom random) {
    TorchTensor a = Torch.empty(TorchType.F32, rank, shape[1]).keep();
    FloatBuffer values = a.bytes().asFloatBuffer();
    double bound = 1 / Math.sqrt((double) shape[1]);
    while (values.hasRemaining()) {
      values.put((float) random.nextDouble(-bound, bound));
    }
    masters.put(name + ".lora_A", a);
    float[] zeros = new float[Math.toIntExact(shape[0] * rank)];
    masters.put(name + ".lora_B", Torch.floats(zeros, shape[0], rank).keep());
  }

  @Override
  public Map<String, TorchTensor> masters() {
    return masters;
  }

  @Override
  public Map<String, TorchTensor> weights(Map<String, TorchTensor> given) {
    Map<String, TorchTensor> weights = new LinkedHashMap<>();
    base.forEach(
        (name, weight) -> {
          TorchTensor a = given.get(name + ".lora_A");
          TorchTensor b = given.get(name + ".lora_B");
          weights.put(name, a == null ? weight : module.call("adapted", weight, a, b, scale));
        });
    return weights;
  }

  @Override
  public void close() {
    base.values().forEach(TorchTensor::close);
    masters.values().forEach(TorchTensor::close);
    module.close();
  }
}
