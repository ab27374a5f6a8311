package dev.pare.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.lm.AttentionSink;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.FamilyFolder;
import dev.pare.core.testing.Golden;
import dev.pare.core.testing.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries and keys against transformers: {@code oracles/attention_golden.py}. */
class AttentionOracleTest {
  @TempDir private Path temp;

  private static JsonObject golden(String name) throws IOException {
    return Json.readObject(
        name, new String(Golden.bytes("attention/" + name), StandardCharsets.UTF_8));
  }

  private static int[] ints(List<Object> list) {
    return list.stream().mapToInt(n -> ((Long) n).intValue()).toArray();
  }

  private static float[] floats(Object list) {
    List<?> numbers = (List<?>) list;
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((Number) numbers.get(i)).floatValue();
    }
    return values;
  }

  /** Keeps what it is told, by layer and position. */
  private static final class Recorded implements AttentionSink {
    final Map<List<Integer>, float[]> queries = new HashMap<>();
    final Map<List<Integer>, float[]> keys = new HashMap<>();
    private final int[] queryPositions;
    private final int[] keyPositions;

    Recorded(int[] queryPositions, int[] keyPositions) {
      this.queryPositions = queryPositions;
      this.keyPositions = keyPositions;
    }

    @Override
    public int[] queries(int sequence, int length) {
      return queryPositions;
    }

    @Override
    public int[] keys(int sequence, int length) {
      return keyPositions;
    }

    @Override
    public void query(int sequence, int layer, int position, float[] values) {
      queries.put(List.of(layer, position), values);
    }

    @Override
    public void key(int sequence, int layer, int position, float[] values) {
      keys.put(List.of(layer, position), values);
    }
  }

  private static TorchLanguageModel open(Path folder) {
    try (Checkpoint checkpoint = Checkpoints.open(folder)) {
      return TorchLanguageModel.open(
          checkpoint, Optional.empty(), new TorchOptions(1, ComputeType.F32));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama",
        "mistral",
        "qwen2",
        "qwen3",
        "gemma2",
        "gemma3",
        "phi3",
        "phi3-longrope",
        "gpt2"
      })
  void agrees(String name) throws IOException {
    JsonObject golden = golden("families.json");
    int[] queries = ints(golden.list("queryPositions"));
    int[] keys = ints(golden.list("keyPositions"));
    JsonObject expected = golden.requireObject("families").requireObject(name);
    FamilyFolder family = new FamilyFolder(name);
    Recorded recorded = new Recorded(queries, keys);
    try (TorchLanguageModel model = open(family.write(temp.resolve(name), DType.F32))) {
      model.score(List.of(new TokenSequence(family.ids())), new LogitSink() {}, recorded);
    }
    assertAll(expected.list("queries"), queries, recorded.queries);
    assertAll(expected.list("keys"), keys, recorded.keys);
  }

  private static void assertAll(
      List<Object> layers, int[] positions, Map<List<Integer>, float[]> actual) {
    assertEquals(layers.size() * positions.length, actual.size());
    for (int layer = 0; layer < layers.size(); layer++) {
      for (int p = 0; p < positions.length; p++) {
        float[] values = floats(((List<?>) layers.get(layer)).get(p));
        float[] own = actual.get(List.of(layer, positions[p]));
        assertArrayEquals(values, own, 1e-4f, "layer " + layer + ", position " + positions[p]);
      }
    }
  }

  /** q_N · k of each option's end, query head h with its key head, for every head of each layer. */
  @Test
  void scoresOfTrainedHeadsAgree() throws IOException {
    Path folder = Shared.require("models/stories260K");
    List<JsonObject> cases = golden("qk_scores.json").objects("cases");
    try (TorchLanguageModel model = open(folder)) {
      int heads = model.config().attentionHeads();
      int width = model.config().headDim();
      int groups = heads / model.config().keyValueHeads();
      for (JsonObject one : cases) {
        int[] ids = ints(one.list("ids"));
        int[] ends = ints(one.list("ends"));
        Recorded recorded = new Recorded(new int[] {ids.length - 1}, ends);
        model.score(List.of(new TokenSequence(ids)), new LogitSink() {}, recorded);
        List<Object> layers = one.list("scores");
        assertEquals(layers.size(), model.config().layers());
        for (int layer = 0; layer < layers.size(); layer++) {
          float[] query = recorded.queries.get(List.of(layer, ids.length - 1));
          for (int head = 0; head < heads; head++) {
            float[] expected = floats(((List<?>) layers.get(layer)).get(head));
            for (int option = 0; option < ends.length; option++) {
              float[] key = recorded.keys.get(List.of(layer, ends[option]));
              double sum = 0;
              for (int d = 0; d < width; d++) {
                sum += (double) query[head * width + d] * key[head / groups * width + d];
              }
              assertEquals(expected[option], sum, 1e-3 * Math.max(1, Math.abs(sum)));
            }
          }
        }
      }
    }
  }
}
