package dev.pare.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.lm.AttentionProbe;
import dev.pare.core.lm.AttentionSink;
import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.Sampling;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallLlama;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where work is split: long sequences, long prompts, caches that grow; and ties and NaN. */
class EngineLimitsTest {
  private static final int VOCABULARY = 61;

  private static TorchLanguageModel open(Checkpoint checkpoint, ComputeType type) {
    return TorchLanguageModel.open(checkpoint, Optional.empty(), new TorchOptions(1, type));
  }

  private static RandomCheckpoint longContext() {
    return SmallLlama.of(DType.F32, Map.of("max_position_embeddings", 8000L, "rope_theta", 2e4), 3);
  }

  private static int[] random(int length) {
    return new Random(length).ints(length, 0, VOCABULARY).toArray();
  }

  @Test
  void aSequenceLongerThanAPassIsScoredInChunks() {
    int[] ids = random(Scoring.PASS_TOKENS + 300);
    RandomCheckpoint checkpoint = longContext();
    double[][] expected = new PlainLlama(checkpoint).logits(ids);
    int[] rows = {0};
    double[] logProbability = new double[ids.length - 1];
    try (TorchLanguageModel model = open(checkpoint, ComputeType.F32)) {
      model.score(
          List.of(new TokenSequence(ids), new TokenSequence(1, 2, 3)),
          new LogitSink() {
            @Override
            public Rows rows() {
              return Rows.LOGITS;
            }

            @Override
            public int firstRow(int sequence, int length) {
              return sequence == 0 ? 1000 : length;
            }

            @Override
            public void row(int sequence, int position, FloatBuffer values) {
              assertEquals(0, sequence);
              assertEquals(1000 + rows[0]++, position);
              for (int id = 0; id < VOCABULARY; id++) {
                assertEquals(expected[position][id], values.get(id), 1e-4);
              }
            }

            @Override
            public void targets(int sequence, float[] logProbabilities, boolean[] greedy) {
              if (sequence == 0) {
                Arrays.setAll(logProbability, t -> logProbabilities[t]);
              }
            }
          });
    }
    assertEquals(ids.length - 1000, rows[0]);
    for (int t = 0; t < logProbability.length; t++) {
      double sum = Arrays.stream(expected[t]).map(Math::exp).sum();
      assertEquals(expected[t][ids[t + 1]] - Math.log(sum), logProbability[t], 1e-4);
    }
  }

  /** In a row with what follows, or in a cache of its own: the same as read with each of them. */
  @ParameterizedTest
  @ValueSource(ints = {40, Scoring.TREE_TOKENS, Scoring.PASS_TOKENS - 200})
  void aSharedPrefixChangesNothing(int prefix) {
    List<TokenSequence> batch = new ArrayList<>();
    for (int rest : new int[] {1, 2, 150, 3, 40}) {
      int[] ids = Arrays.copyOf(random(prefix), prefix + rest);
      System.arraycopy(random(rest), 0, ids, prefix, rest);
      ids[prefix] = rest % VOCABULARY;
      batch.add(new TokenSequence(ids));
    }
    try (TorchLanguageModel model = open(longContext(), ComputeType.F32)) {
      float[][] together = targets(model, batch);
      for (int i = 0; i < batch.size(); i++) {
        assertArrayEquals(targets(model, batch.subList(i, i + 1))[0], together[i], 1e-4f);
      }
    }
  }

  private static float[][] targets(TorchLanguageModel model, List<TokenSequence> batch) {
    float[][] targets = new float[batch.size()][];
    model.score(
        batch,
        new LogitSink() {
          @Override
          public void targets(int sequence, float[] logProbabilities, boolean[] greedy) {
            targets[sequence] = logProbabilities.clone();
          }
        });
    return targets;
  }

  /** Queries and keys of a sequence that runs in chunks, against the same tokens read at once. */
  @Test
  void aSequenceInChunksIsProbedAsItsBeginningIs() {
    int[] ids = random(Scoring.PASS_TOKENS + 50);
    int[] asked = {3, Scoring.PASS_TOKENS - 1};
    int last = Scoring.PASS_TOKENS + 40;
    try (TorchLanguageModel model = open(longContext(), ComputeType.F32)) {
      Probed whole = new Probed(asked, new int[] {last});
      Probed start = new Probed(asked, new int[] {asked[1]});
      AttentionProbe probe = model.capability(AttentionProbe.class).orElseThrow();
      LogitSink nothing = new LogitSink() {};
      probe.score(List.of(new TokenSequence(ids)), nothing, whole);
      TokenSequence beginning = new TokenSequence(Arrays.copyOf(ids, Scoring.PASS_TOKENS));
      probe.score(List.of(beginning), nothing, start);
      assertEquals(start.keys.keySet(), whole.keys.keySet());
      start.keys.forEach((at, key) -> assertArrayEquals(key, whole.keys.get(at), 1e-4f, at));
      assertTrue(whole.queries.keySet().stream().allMatch(at -> at.endsWith(" " + last)));
      assertEquals(start.queries.size(), whole.queries.size());
    }
  }

  /** All that a probe shows, by "layer position". */
  private static final class Probed implements AttentionSink {
    final Map<String, float[]> keys = new TreeMap<>();
    final Map<String, float[]> queries = new TreeMap<>();
    private final int[] keysAt;
    private final int[] queriesAt;

    Probed(int[] keysAt, int[] queriesAt) {
      this.keysAt = keysAt;
      this.queriesAt = queriesAt;
    }

    @Override
    public int[] queries(int sequence, int length) {
      return queriesAt;
    }

    @Override
    public int[] keys(int sequence, int length) {
      return keysAt;
    }

    @Override
    public void query(int sequence, int layer, int position, float[] values) {
      queries.put(layer + " " + position, values);
    }

    @Override
    public void key(int sequence, int layer, int position, float[] values) {
      keys.put(layer + " " + position, values);
    }
  }

  @Test
  void longRaggedPromptsGoOnAsTheScoresSay() {
    List<GenerationRequest> batch = new ArrayList<>();
    int[][] prompts = {random(5), random(700), random(330), random(699)};
    for (int[] prompt : prompts) {
      batch.add(new GenerationRequest(new TokenSequence(prompt), 150, Sampling.GREEDY, Set.of()));
    }
    int[][] texts =
        Arrays.stream(prompts).map(p -> Arrays.copyOf(p, p.length + 150)).toArray(int[][]::new);
    int[] made = new int[prompts.length];
    try (TorchLanguageModel model = open(longContext(), ComputeType.F32)) {
      model.generate(
          batch,
          (request, id) -> {
            texts[request][prompts[request].length + made[request]++] = id;
            return true;
          });
      boolean[][] greedy = new boolean[prompts.length][];
      model.score(
          Arrays.stream(texts).map(TokenSequence::new).toList(),
          new LogitSink() {
            @Override
            public void targets(int sequence, float[] logProbabilities, boolean[] top) {
              greedy[sequence] = top.clone();
            }
          });
      for (int i = 0; i < prompts.length; i++) {
        assertEquals(150, made[i]);
        for (int t = prompts[i].length - 1; t < greedy[i].length; t++) {
          assertTrue(greedy[i][t], "request " + i + ", token " + t);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ComputeType.class)
  void theLowestIdWinsAmongEquals(ComputeType type) {
    RandomCheckpoint checkpoint =
        SmallLlama.of(DType.F32, Map.of("tie_word_embeddings", false), 3)
            .with("lm_head.weight", constant(0));
    try (TorchLanguageModel model = open(checkpoint, type)) {
      List<Integer> made = new ArrayList<>();
      model.generate(
          List.of(new GenerationRequest(new TokenSequence(3), 4, Sampling.GREEDY, Set.of())),
          (request, id) -> made.add(id));
      assertEquals(List.of(0, 0, 0, 0), made);
      model.score(
          List.of(new TokenSequence(3, 0, 1, 0, 60)),
          new LogitSink() {
            @Override
            public void targets(int sequence, float[] logProbabilities, boolean[] greedy) {
              assertArrayEquals(new boolean[] {true, false, true, false}, greedy);
              assertEquals(-Math.log(VOCABULARY), logProbabilities[0], 1e-6);
            }
          });
    }
  }

  @Test
  void aBrokenModelSaysSo() {
    RandomCheckpoint checkpoint =
        SmallLlama.of(DType.F32, Map.of("tie_word_embeddings", false), 3)
            .with("lm_head.weight", constant(Float.NaN));
    try (TorchLanguageModel model = open(checkpoint, ComputeType.F32)) {
      GenerationRequest request =
          new GenerationRequest(new TokenSequence(3), 4, Sampling.GREEDY, Set.of());
      PareException error =
          assertThrows(
              PareException.class, () -> model.generate(List.of(request), (r, id) -> true));
      assertTrue(error.getMessage().startsWith("logits: "), error.getMessage());
    }
  }

  private static DenseTensor constant(float value) {
    float[] values = new float[VOCABULARY * 36];
    Arrays.fill(values, value);
    return DenseTensor.of(DType.F32, Shape.of(VOCABULARY, 36), values);
  }
}
