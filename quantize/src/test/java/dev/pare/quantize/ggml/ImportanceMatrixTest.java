package dev.pare.quantize.ggml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.ByteSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Importance matrices in both forms, as llama-quantize takes them: oracles/gguf_types.py. */
class ImportanceMatrixTest {
  @TempDir private Path temporary;

  private static byte[] bytes(String name) throws IOException {
    String path = "/dev/pare/quantize/golden/gguf/" + name;
    try (InputStream in = ImportanceMatrixTest.class.getResourceAsStream(path)) {
      return in.readAllBytes();
    }
  }

  private static ModelConfig model() throws IOException {
    return TypeMixtureTest.config(TypeMixtureTest.golden("types.json").requireObject("odd"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"importance.gguf", "importance.dat"})
  void bothFormsMeanTheSame(String name) throws IOException {
    JsonObject means = TypeMixtureTest.golden("importance.json");
    Map<String, float[]> read = ImportanceFile.read(name, ByteSource.of(bytes(name)));
    assertEquals(means.keys(), read.keySet());
    for (String weight : means.keys()) {
      float[] values = read.get(weight);
      List<Object> expected = means.list(weight);
      for (int i = 0; i < values.length; i++) {
        assertEquals(((Number) expected.get(i)).floatValue(), values[i], weight);
      }
    }
  }

  @Test
  void isKnownByTheCheckpointsNames() throws IOException {
    Path file = Files.write(temporary.resolve("imatrix.gguf"), bytes("importance.gguf"));
    Map<String, float[]> byWeight = ImportanceMatrix.read(file, model());
    Map<String, float[]> byName = ImportanceFile.read(file);
    assertEquals(14, byWeight.size());
    assertArrayEquals(
        byName.get("blk.1.ffn_down.weight"), byWeight.get("model.layers.1.mlp.down_proj.weight"));
  }

  @Test
  void anotherModelsIsRefused() throws IOException {
    Path file = Files.write(temporary.resolve("imatrix.dat"), bytes("importance.dat"));
    JsonObject shapes = TypeMixtureTest.golden("types.json");
    ModelConfig wider = TypeMixtureTest.config(shapes.requireObject("grouped"));
    String message =
        assertThrows(PareException.class, () -> ImportanceMatrix.read(file, wider)).getMessage();
    assertTrue(message.contains("holds 48 columns of \"blk.0.attn_"), message);
    ModelConfig fused = TypeMixtureTest.config(shapes.requireObject("fused"));
    message =
        assertThrows(PareException.class, () -> ImportanceMatrix.read(file, fused)).getMessage();
    assertTrue(message.contains("which this model has not; collect"), message);
  }

  @Test
  void whatIsNoneIsNamed() {
    refused("plain text".getBytes(StandardCharsets.US_ASCII), "is no importance matrix; give");
    refused(new byte[0], "is no importance matrix");
    refused(older("a", 1, 1f, -2f), "\"a\" has a column of importance -2.0");
    refused(older("a", 1, Float.NaN), "importance NaN");
    byte[] whole = older("a", 2, 1f, 2f);
    refused(Arrays.copyOf(whole, whole.length - 1), "is truncated at byte");
  }

  @Test
  void aColumnWithoutInputsCountsOne() {
    assertArrayEquals(
        new float[] {1, 1},
        ImportanceFile.read("x", ByteSource.of(older("a", 0, 0f, 0f))).get("a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"importance.gguf", "importance.dat"})
  void damageIsRefusedOrHarmless(String name) throws IOException {
    byte[] whole = bytes(name);
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] file =
          random.nextInt(4) == 0
              ? Arrays.copyOf(whole, random.nextInt(whole.length))
              : whole.clone();
      for (int hits = 1 + random.nextInt(3); hits > 0 && file.length > 0; hits--) {
        file[random.nextInt(file.length)] = (byte) random.nextInt();
      }
      try {
        ImportanceFile.read("damaged", ByteSource.of(file));
      } catch (PareException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      }
    }
  }

  private static byte[] older(String name, int calls, float... sums) {
    ByteBuffer bytes =
        ByteBuffer.allocate(16 + name.length() + sums.length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(1).putInt(name.length());
    bytes.put(name.getBytes(StandardCharsets.US_ASCII));
    bytes.putInt(calls).putInt(sums.length);
    for (float sum : sums) {
      bytes.putFloat(sum);
    }
    return bytes.array();
  }

  private static void refused(byte[] file, String what) {
    String message =
        assertThrows(PareException.class, () -> ImportanceFile.read("x", ByteSource.of(file)))
            .getMessage();
    assertTrue(message.contains(what), message);
  }
}
