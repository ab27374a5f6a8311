package dev.pare.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallLlama;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option of the architecture against {@link PlainLlama}. */
class LlamaOracleTest {
  private static final double F32_TOLERANCE = 1e-4;

  /** Of logits whose deviation is about 4; bfloat16 has 8 bits, and two layers round often. */
  private static final double BF16_MEAN_ERROR = 0.05;

  static Stream<Arguments> options() {
    return Stream.of(
        Arguments.of("plain", Map.of()),
        Arguments.of("untied", Map.of("tie_word_embeddings", false)),
        Arguments.of("attention bias", Map.of("attention_bias", true)),
        Arguments.of("mlp bias", Map.of("mlp_bias", true)),
        Arguments.of("theta", Map.of("rope_theta", 70.0)),
        Arguments.of("linear", Map.of("rope_scaling", Map.of("type", "linear", "factor", 2.5))),
        Arguments.of("llama3", Map.of("rope_theta", 500.0, "rope_scaling", SmallLlama.llama3())),
        Arguments.of("one head a key head", Map.of("num_key_value_heads", 3L)),
        Arguments.of("two groups", Map.of("num_attention_heads", 4L, "num_key_value_heads", 2L)),
        Arguments.of("large epsilon", Map.of("rms_norm_eps", 0.5)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void agreesInFloat32(String name, Map<String, Object> changes) {
    RandomCheckpoint checkpoint = SmallLlama.of(DType.F32, changes, 17);
    assertTrue(meanAndMaxError(checkpoint, ComputeType.F32)[1] < F32_TOLERANCE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void agreesInBfloat16(String name, Map<String, Object> changes) {
    RandomCheckpoint checkpoint = SmallLlama.of(DType.BF16, changes, 17);
    assertTrue(meanAndMaxError(checkpoint, ComputeType.BF16)[0] < BF16_MEAN_ERROR);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void widensBfloat16Weights(String name, Map<String, Object> changes) {
    RandomCheckpoint checkpoint = SmallLlama.of(DType.BF16, changes, 17);
    assertTrue(meanAndMaxError(checkpoint, ComputeType.F32)[1] < F32_TOLERANCE);
  }

  private static double[] meanAndMaxError(RandomCheckpoint checkpoint, ComputeType type) {
    int vocabulary = checkpoint.config().vocabularySize();
    int[] ids = new Random(5).ints(40, 0, vocabulary).toArray();
    double[][] expected = new PlainLlama(checkpoint).logits(ids);
    double[] error = new double[2];
    TorchOptions options = new TorchOptions(1, type);
    try (var model = TorchLanguageModel.open(checkpoint, Optional.empty(), options)) {
      model.score(
          List.of(new TokenSequence(ids)),
          new LogitSink() {
            @Override
            public Rows rows() {
              return Rows.LOGITS;
            }

            @Override
            public void row(int sequence, int position, FloatBuffer values) {
              assertEquals(vocabulary, values.remaining());
              for (int id = 0; id < vocabulary; id++) {
                double difference = Math.abs(expected[position][id] - values.get(id));
                error[0] += difference / vocabulary / ids.length;
                error[1] = Math.max(error[1], difference);
              }
            }
          });
    }
    assertTrue(error[0] > 0, "no row came");
    return error;
  }
}
