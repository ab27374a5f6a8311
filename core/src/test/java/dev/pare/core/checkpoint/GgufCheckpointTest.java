package dev.pare.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelConfigReader;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.progress.Progress;
import dev.pare.core.safetensors.SafetensorsSource;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.GgmlBlockTensor;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.Golden;
import dev.pare.core.testing.SameBits;
import dev.pare.core.tokenizer.Tokenizers;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * GGUF files by gguf-py and llama.cpp's converter, and what they hold by transformers:
 * oracles/gguf_golden.py.
 */
class GgufCheckpointTest {
  @TempDir private Path temporary;

  private Path golden(String name) throws IOException {
    return Golden.copy(
        "gguf/" + name, temporary, "model.gguf", "decoded.safetensors", "config.json");
  }

  private static Checkpoint open(Path folder) {
    return Checkpoints.open(folder.resolve("model.gguf"));
  }

  /** Every component but the whole of the JSON. */
  private static void assertSameConfig(ModelConfig expected, ModelConfig actual)
      throws ReflectiveOperationException {
    for (RecordComponent part : ModelConfig.class.getRecordComponents()) {
      if (!part.getName().equals("json")) {
        Object value = part.getAccessor().invoke(expected);
        assertEquals(value, part.getAccessor().invoke(actual), part.getName());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"quantized", "biased"})
  void holdsTheModelThatWasWritten(String name) throws Exception {
    Path folder = golden(name);
    try (Checkpoint model = open(folder);
        SafetensorsSource decoded = SafetensorsSource.open(folder.resolve("decoded.safetensors"))) {
      assertEquals(new TreeSet<>(decoded.names()), new TreeSet<>(model.names()));
      for (String weight : decoded.names()) {
        SameBits.assertSameBits(SameBits.dense(decoded, weight), model.tensor(weight), weight);
      }
      JsonObject config = Json.readObject(folder.resolve("config.json"));
      assertSameConfig(ModelConfigReader.read(config, Optional.empty()), model.config());
      assertTrue(model.companions().isEmpty());
      assertTrue(model.history().isEmpty());
    }
  }

  @Test
  void isWrittenAsAFolderThatIsTheSameModel() throws Exception {
    Path folder = golden("biased");
    Path written = Files.createDirectory(temporary.resolve("written"));
    try (Checkpoint model = open(folder)) {
      new CheckpointWriter(model).write(written, 1, Progress.none());
      try (Checkpoint again = Checkpoints.open(written)) {
        assertSameConfig(model.config(), again.config());
        assertEquals(model.names(), again.names());
        for (String weight : model.names()) {
          SameBits.assertSameBits(model.tensor(weight), again.tensor(weight), weight);
        }
      }
    }
  }

  @Test
  void blocksStayBlocks() throws IOException {
    try (Checkpoint model = open(golden("quantized"))) {
      WeightTensor query = model.tensor("model.layers.1.self_attn.q_proj.weight");
      assertEquals(GgmlType.Q4_0, assertInstanceOf(GgmlBlockTensor.class, query).type());
      assertEquals(4.5, query.bitsPerWeight());
      PareException e = assertThrows(PareException.class, () -> new CheckpointWriter(model));
      assertTrue(e.getMessage().contains("which safetensors cannot hold"), e.getMessage());
    }
  }

  @Test
  void aTokenizerAndAWeightThatAreNotThereAreNamed() throws IOException {
    Path folder = golden("quantized");
    try (Checkpoint model = open(folder)) {
      Path file = folder.resolve("model.gguf");
      PareException tokenizer =
          assertThrows(PareException.class, () -> Tokenizers.of(model.companions(), file));
      String message = tokenizer.getMessage();
      assertTrue(message.contains("model.gguf: holds no tokenizer"), message);
      PareException weight =
          assertThrows(PareException.class, () -> model.tensor("lm_head.weight"));
      assertTrue(weight.getMessage().startsWith("lm_head.weight: no such weight"), message);
    }
  }

  @Test
  void damageIsRefusedOrHarmless() throws IOException {
    byte[] whole = Golden.bytes("gguf/quantized/model.gguf");
    int headerEnd = 2500; // about where the tensors begin
    Random random = new Random(11);
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] file = whole.clone();
      for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
        int at = random.nextInt(headerEnd);
        file[at] = (byte) (random.nextBoolean() ? random.nextInt() : file[at] ^ 1);
      }
      try (Checkpoint model = new GgufCheckpoint(GgufFile.of("damaged", ByteSource.of(file)))) {
        for (String name : model.names()) {
          WeightTensor tensor = model.tensor(name);
          tensor.decodeRow(0, new float[tensor.shape().columns()]);
        }
        taken++;
      } catch (PareException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      }
    }
    assertTrue(taken > 0 && taken < 19_000, taken + " taken");
  }
}
