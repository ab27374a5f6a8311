package dev.pare.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.ComputeType;
import dev.pare.models.TrainableDecoder;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import dev.pare.train.data.SourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With W' = W + α/r · B A the chain rule gives the factors' gradients from W''s: α/r · Bᵀ G and α/r
 * · G Aᵀ.
 */
class LoraWeightsTest {
  private static final int RANK = 3;
  private static final double ALPHA = 5;
  private static final List<String> TARGETS =
      List.of("model.layers.0.self_attn.k_proj.weight", "model.layers.1.mlp.down_proj.weight");

  @TempDir private Path temp;

  @Test
  void gradientsAreThoseOfTheProduct() throws IOException {
    Torch.setThreads(1);
    GoldenTraining golden = new GoldenTraining("llama");
    Map<String, TorchTensor> base = TrainableDecoder.weights(golden.checkpoint());
    try (LoraWeights lora = new LoraWeights(base, TARGETS, RANK, ALPHA, 1);
        TrainableDecoder decoder =
            new TrainableDecoder(golden.checkpoint().config(), ComputeType.F32);
        AdamW optimizer = new AdamW(lora.masters(), GoldenTraining.OPTIMIZER)) {
      assertEquals(2 * TARGETS.size(), lora.masters().size());
      Gradients atStart = Gradients.of(decoder, lora, optimizer, List.of(golden.batch()), () -> {});
      for (String name : TARGETS) { // B is 0: the model is the base, and A gets no gradient
        float[] a = lora.masters().get(name + ".lora_A").floats();
        float[] expected = outer(golden.gradient(name), a, RANK);
        assertClose(expected, atStart.byName().get(name + ".lora_B"));
        assertArrayEquals(new float[a.length], atStart.byName().get(name + ".lora_A"));
      }
      assertEquals(golden.losses()[0], atStart.loss(), 1e-5);
      assertWithFactors(golden, decoder, lora, optimizer);
    }
  }

  /** As full gradients of the merged weights. */
  private static void assertWithFactors(
      GoldenTraining golden, TrainableDecoder decoder, LoraWeights lora, AdamW optimizer) {
    Random random = new Random(2);
    for (String name : TARGETS) {
      var b = lora.masters().get(name + ".lora_B").bytes().asFloatBuffer();
      while (b.hasRemaining()) {
        b.put((float) (0.3 * random.nextGaussian()));
      }
    }
    Gradients made = Gradients.of(decoder, lora, optimizer, List.of(golden.batch()), () -> {});
    Map<String, TorchTensor> merged = TrainableDecoder.weights(golden.checkpoint());
    for (String name : TARGETS) {
      float[] w = merge(merged.get(name).floats(), lora, name);
      merged.get(name).bytes().asFloatBuffer().put(w);
    }
    try (FullWeights all = new FullWeights(merged);
        AdamW unused = new AdamW(all.masters(), GoldenTraining.OPTIMIZER);
        TorchScope scope = TorchScope.open()) {
      Gradients full = Gradients.of(decoder, all, unused, List.of(golden.batch()), () -> {});
      assertEquals(full.loss(), made.loss(), 1e-5);
      Map<String, TorchTensor> weights = lora.weights(lora.masters());
      for (String name : TARGETS) {
        float[] g = full.byName().get(name);
        float[] a = lora.masters().get(name + ".lora_A").floats();
        float[] b = lora.masters().get(name + ".lora_B").floats();
        assertClose(merged.get(name).floats(), weights.get(name).floats());
        assertClose(outer(g, a, RANK), made.byName().get(name + ".lora_B"));
        assertClose(inner(g, b, RANK), made.byName().get(name + ".lora_A"));
      }
    }
  }

  private static float[] merge(float[] w, LoraWeights lora, String name) {
    float[] a = lora.masters().get(name + ".lora_A").floats();
    float[] b = lora.masters().get(name + ".lora_B").floats();
    int in = a.length / RANK;
    float[] merged = new float[w.length];
    for (int i = 0; i < w.length; i++) {
      double sum = 0;
      for (int r = 0; r < RANK; r++) {
        sum += (double) b[i / in * RANK + r] * a[r * in + i % in];
      }
      merged[i] = (float) (w[i] + ALPHA / RANK * sum);
    }
    return merged;
  }

  /** α/r · G Aᵀ: g [out, in], a [r, in]. */
  private static float[] outer(float[] g, float[] a, int rank) {
    int in = a.length / rank;
    float[] product = new float[g.length / in * rank];
    for (int i = 0; i < product.length; i++) {
      double sum = 0;
      for (int j = 0; j < in; j++) {
        sum += (double) g[i / rank * in + j] * a[i % rank * in + j];
      }
      product[i] = (float) (ALPHA / rank * sum);
    }
    return product;
  }

  /** α/r · Bᵀ G: g [out, in], b [out, r]. */
  private static float[] inner(float[] g, float[] b, int rank) {
    int out = b.length / rank;
    int in = g.length / out;
    float[] product = new float[rank * in];
    for (int i = 0; i < product.length; i++) {
      double sum = 0;
      for (int o = 0; o < out; o++) {
        sum += (double) b[o * rank + i / in] * g[o * in + i % in];
      }
      product[i] = (float) (ALPHA / rank * sum);
    }
    return product;
  }

  private static void assertClose(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    double distance = Gradients.distance(actual, expected);
    assertTrue(distance < 1e-4, () -> "off by " + distance);
  }

  @Test
  void onlyTargetsChange() throws IOException {
    TinyTraining tiny = new TinyTraining(temp);
    String lora =
        TinyTraining.RECIPE
            + "type: f32\nlora: {rank: 2, targets: [\"*.v_proj.weight\", \"*.up_proj.weight\"]}\n";
    assertTrue(tiny.run(lora, Progress.none(), new StopSignal()).isPresent());
    TrainingRecipe recipe = tiny.read(lora);
    try (Checkpoint start = FreshStart.of(recipe, SourceKind.bundled(), Progress.none());
        Checkpoint made = Checkpoints.open(tiny.output())) {
      assertEquals("lora", made.history().get(0).method());
      for (String name : start.names()) {
        boolean target = name.contains("v_proj") || name.contains("up_proj");
        assertEquals(target, !Arrays.equals(row(start, name), row(made, name)), name);
      }
    }
    assertTrue(Files.exists(tiny.output().resolve("tokenizer.json")));
  }

  private static float[] row(Checkpoint model, String name) {
    WeightTensor tensor = model.tensor(name);
    float[] values = new float[(int) tensor.shape().size()];
    tensor.decodeRows(0, tensor.shape().rows(), values);
    return values;
  }
}
