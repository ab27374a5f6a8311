package dev.pare.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.Sampling;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.lm.TokenSink;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.FamilyFolder;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every family against transformers: {@code oracles/family_golden.py}. */
class FamilyOracleTest {
  private static final double F32_TOLERANCE = 1e-4;

  /** Mean error as a share of the logits' deviation: bfloat16 rounds to eight bits, often. */
  private static final double BF16_SHARE = 0.03;

  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama",
        "mistral",
        "qwen2",
        "qwen2-window",
        "qwen3",
        "gemma2",
        "gemma3",
        "gemma3-images",
        "phi3",
        "phi3-longrope",
        "gpt2"
      })
  void agrees(String name) throws IOException {
    agrees(name, "config.json", stored -> stored);
  }

  /** As on the hub, from before transformers 5. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mistral",
        "qwen2",
        "qwen2-window",
        "qwen3",
        "gemma2",
        "gemma3",
        "phi3",
        "phi3-longrope"
      })
  void agreesAsPublished(String name) throws IOException {
    agrees(name, "published.json", stored -> stored);
  }

  /** GPT-2 itself is published without the prefix. */
  @Test
  void agreesWithBareNames() throws IOException {
    agrees("gpt2", "config.json", stored -> stored.replaceFirst("^transformer\\.", ""));
  }

  private void agrees(String name, String config, UnaryOperator<String> rename) throws IOException {
    FamilyFolder family = new FamilyFolder(name);
    Path folder = family.write(temp.resolve(name), DType.F32, config, rename);
    float[][] expected = family.logits();
    float[][] actual = logits(folder, ComputeType.F32, family.ids());
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], actual[i], (float) F32_TOLERANCE, "position " + i);
    }
    assertArrayEquals(family.text(), continued(folder, family.text()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3", "phi3", "gpt2"})
  void isCloseInBfloat16(String name) throws IOException {
    FamilyFolder family = new FamilyFolder(name);
    Path folder = family.write(temp.resolve(name), DType.F32);
    float[][] expected = family.logits();
    float[][] actual = logits(folder, ComputeType.BF16, family.ids());
    double error = 0;
    double squares = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int id = 0; id < expected[i].length; id++) {
        error += Math.abs(expected[i][id] - actual[i][id]);
        squares += expected[i][id] * (double) expected[i][id];
      }
    }
    int count = expected.length * expected[0].length;
    double share = error / count / Math.sqrt(squares / count);
    assertTrue(share < BF16_SHARE, () -> "mean error is " + share + " of the deviation");
  }

  private static TorchLanguageModel open(Path folder, ComputeType type) {
    try (Checkpoint checkpoint = Checkpoints.open(folder)) {
      return TorchLanguageModel.open(checkpoint, Optional.empty(), new TorchOptions(1, type));
    }
  }

  private static float[][] logits(Path folder, ComputeType type, int[] ids) {
    float[][] rows = new float[ids.length][];
    try (TorchLanguageModel model = open(folder, type)) {
      model.score(
          List.of(new TokenSequence(ids)),
          new LogitSink() {
            @Override
            public Rows rows() {
              return Rows.LOGITS;
            }

            @Override
            public void row(int sequence, int position, FloatBuffer values) {
              rows[position] = new float[values.remaining()];
              values.get(rows[position]);
            }
          });
    }
    return rows;
  }

  /** The prompt of a text, with its greedy continuation; beside it in the batch, shorter ones. */
  private static int[] continued(Path folder, int[] text) {
    List<Integer> ids = new ArrayList<>();
    IntStream.range(0, FamilyFolder.PROMPT).forEach(i -> ids.add(text[i]));
    List<GenerationRequest> batch =
        IntStream.of(FamilyFolder.PROMPT, 2, 4)
            .mapToObj(
                length ->
                    new GenerationRequest(
                        new TokenSequence(Arrays.copyOf(text, length)),
                        text.length - FamilyFolder.PROMPT,
                        Sampling.GREEDY,
                        Set.of()))
            .toList();
    try (TorchLanguageModel model = open(folder, ComputeType.F32)) {
      model.generate(
          batch,
          new TokenSink() {
            @Override
            public boolean token(int request, int id) {
              if (request == 0) {
                ids.add(id);
              }
              return true;
            }

            @Override
            public void finished(int request, Finish reason) {
              assertEquals(Finish.MAX_TOKENS, reason);
            }
          });
    }
    return ids.stream().mapToInt(id -> id).toArray();
  }
}
