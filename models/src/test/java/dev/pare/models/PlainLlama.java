package dev.pare.models;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.RopeScaling;
import dev.pare.core.tensor.WeightTensor;
import java.util.stream.IntStream;

/**
 * The Llama forward pass in float64 and loops, written from the paper and from what Hugging Face's
 * modeling_llama does: an oracle that shares nothing with the engine.
 */
final class PlainLlama {
  private final Checkpoint checkpoint;
  private final ModelConfig config;

  PlainLlama(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
    this.config = checkpoint.config();
  }

  /** Logits [position][vocabulary] of one sequence. */
  double[][] logits(int[] ids) {
    double[][] embedding = matrix("model.embed_tokens.weight");
    double[][] x = new double[ids.length][];
    for (int t = 0; t < ids.length; t++) {
      x[t] = embedding[ids[t]].clone();
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      add(x, attention(prefix + "self_attn.", norm(prefix + "input_layernorm.weight", x)));
      add(x, mlp(prefix + "mlp.", norm(prefix + "post_attention_layernorm.weight", x)));
    }
    double[][] head = config.tiedEmbeddings() ? embedding : matrix("lm_head.weight");
    return multiply(norm("model.norm.weight", x), head, null);
  }

  private double[][] attention(String prefix, double[][] x) {
    int heads = config.attentionHeads();
    int width = config.headDim();
    double[][] q = linear(prefix + "q_proj", x);
    double[][] k = linear(prefix + "k_proj", x);
    double[][] v = linear(prefix + "v_proj", x);
    rotate(q);
    rotate(k);
    double[][] context = new double[x.length][heads * width];
    for (int t = 0; t < x.length; t++) {
      for (int head = 0; head < heads; head++) {
        int from = head * width;
        int shared = head / (heads / config.keyValueHeads()) * width;
        double[] p = new double[t + 1];
        double sum = 0;
        for (int s = 0; s <= t; s++) {
          double dot = 0;
          for (int i = 0; i < width; i++) {
            dot += q[t][from + i] * k[s][shared + i];
          }
          p[s] = Math.exp(dot / Math.sqrt(width));
          sum += p[s];
        }
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < width; i++) {
            context[t][from + i] += p[s] / sum * v[s][shared + i];
          }
        }
      }
    }
    return linear(prefix + "o_proj", context);
  }

  /** x·cos + rotate_half(x)·sin, with rotate_half(x) = (−second half, first half), in each head. */
  private void rotate(double[][] x) {
    int width = config.headDim();
    int half = width / 2;
    for (int t = 0; t < x.length; t++) {
      double[] original = x[t].clone();
      for (int i = 0; i < x[t].length; i++) {
        int head = i / width * width;
        int inHead = i % width;
        double angle = t * frequency(inHead % half);
        double other =
            inHead < half ? -original[head + inHead + half] : original[head + inHead - half];
        x[t][i] = original[i] * Math.cos(angle) + other * Math.sin(angle);
      }
    }
  }

  private double frequency(int i) {
    double plain = 1 / Math.pow(config.ropeTheta(), 2.0 * i / config.headDim());
    if (config.ropeScaling().isEmpty()) {
      return plain;
    }
    if (config.ropeScaling().get() instanceof RopeScaling.Linear linear) {
      return plain / linear.factor();
    }
    RopeScaling.Llama3 rule = (RopeScaling.Llama3) config.ropeScaling().get();
    double wavelength = 2 * Math.PI / plain;
    double original = rule.originalMaxPositions();
    if (wavelength < original / rule.highFrequencyFactor()) {
      return plain;
    }
    if (wavelength > original / rule.lowFrequencyFactor()) {
      return plain / rule.factor();
    }
    double smooth =
        (original / wavelength - rule.lowFrequencyFactor())
            / (rule.highFrequencyFactor() - rule.lowFrequencyFactor());
    return (1 - smooth) * plain / rule.factor() + smooth * plain;
  }

  private double[][] mlp(String prefix, double[][] x) {
    double[][] gate = linear(prefix + "gate_proj", x);
    double[][] up = linear(prefix + "up_proj", x);
    for (int t = 0; t < x.length; t++) {
      for (int i = 0; i < gate[t].length; i++) {
        gate[t][i] *= up[t][i] / (1 + Math.exp(-gate[t][i]));
      }
    }
    return linear(prefix + "down_proj", gate);
  }

  private double[][] norm(String name, double[][] x) {
    double[] weight = matrix(name)[0];
    double[][] y = new double[x.length][];
    for (int t = 0; t < x.length; t++) {
      double squares = 0;
      for (double value : x[t]) {
        squares += value * value;
      }
      double scale = 1 / Math.sqrt(squares / x[t].length + config.normEpsilon());
      double[] row = x[t];
      y[t] = IntStream.range(0, row.length).mapToDouble(i -> row[i] * scale * weight[i]).toArray();
    }
    return y;
  }

  private double[][] linear(String name, double[][] x) {
    String bias = name + ".bias";
    return multiply(
        x, matrix(name + ".weight"), checkpoint.names().contains(bias) ? matrix(bias)[0] : null);
  }

  private static double[][] multiply(double[][] x, double[][] weight, double[] bias) {
    double[][] y = new double[x.length][weight.length];
    for (int t = 0; t < x.length; t++) {
      for (int out = 0; out < weight.length; out++) {
        double sum = bias == null ? 0 : bias[out];
        for (int in = 0; in < x[t].length; in++) {
          sum += x[t][in] * weight[out][in];
        }
        y[t][out] = sum;
      }
    }
    return y;
  }

  private static void add(double[][] x, double[][] y) {
    for (int t = 0; t < x.length; t++) {
      for (int i = 0; i < x[t].length; i++) {
        x[t][i] += y[t][i];
      }
    }
  }

  private double[][] matrix(String name) {
    WeightTensor weight = checkpoint.tensor(name);
    double[][] rows = new double[weight.shape().rows()][];
    float[] row = new float[weight.shape().columns()];
    for (int i = 0; i < rows.length; i++) {
      weight.decodeRow(i, row);
      rows[i] = IntStream.range(0, row.length).mapToDouble(j -> row[j]).toArray();
    }
    return rows;
  }
}
