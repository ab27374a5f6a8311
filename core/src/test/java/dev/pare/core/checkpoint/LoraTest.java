package dev.pare.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.config.WeightRole;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.progress.Progress;
import dev.pare.core.safetensors.SafetensorsFile;
import dev.pare.core.safetensors.SafetensorsFolderWriter;
import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FloatCodec;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.FamilyFolder;
import dev.pare.core.testing.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters against what peft merges them to ({@code oracles/lora_golden.py}), and refusals. */
class LoraTest {
  private static final float TOLERANCE = 2e-6f; // peft adds up in another order

  @TempDir private Path temp;
  private Path base;
  private Path adapter;

  @BeforeEach
  void copyPlain() throws IOException {
    copy("plain");
  }

  private void copy(String name) throws IOException {
    if (Files.exists(temp.resolve(name))) {
      return;
    }
    byte[] family = Golden.bytes("lora/" + name + "/base.txt");
    base =
        new FamilyFolder(new String(family, StandardCharsets.UTF_8))
            .write(temp.resolve(name + "-base"), DType.F32);
    adapter =
        Golden.copy(
            "lora/" + name, temp.resolve(name), "adapter_config.json", "adapter_model.safetensors");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "every-option", "turned"})
  void mergesAsPeftDoes(String name) throws IOException {
    copy(name);
    try (Checkpoint merged = Checkpoints.open(base, adapter);
        Checkpoint plain = Checkpoints.open(base);
        SafetensorsFile expected =
            SafetensorsFile.of(
                name, ByteSource.of(Golden.bytes("lora/" + name + "/merged.safetensors")))) {
      assertEquals(plain.names(), merged.names());
      for (String weight : plain.names()) {
        WeightTensor wanted =
            expected.names().contains(weight)
                ? stored(expected, weight, name)
                : plain.tensor(weight);
        assertArrayEquals(all(wanted), all(merged.tensor(weight)), TOLERANCE, weight);
      }
      assertEquals("lora", merged.history().get(0).method());
      assertEquals("some/base", merged.history().get(0).settings().get("base"));
    }
  }

  /** A weight of the merged model, turned by hand where GPT-2 stores it [in, out]. */
  private static WeightTensor stored(SafetensorsFile file, String weight, String name) {
    Shape shape = file.entry(weight).shape();
    DenseTensor tensor = new DenseTensor(DType.F32, shape, file.data(weight));
    if (!name.equals("turned") || WeightRole.of(weight, shape) != WeightRole.LINEAR) {
      return tensor;
    }
    float[] values = all(tensor);
    float[] turned = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      turned[i % shape.columns() * shape.rows() + i / shape.columns()] = values[i];
    }
    return DenseTensor.of(DType.F32, Shape.of(shape.columns(), shape.rows()), turned);
  }

  private static float[] all(WeightTensor tensor) {
    float[] values = new float[(int) tensor.shape().size()];
    tensor.decodeRows(0, tensor.shape().rows(), values);
    return values;
  }

  @Test
  void anAdapterBesideItsBaseIsMerged() throws IOException {
    for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
      Files.copy(adapter.resolve(file), base.resolve(file));
    }
    String weight = "model.layers.1.self_attn.q_proj.weight";
    try (Checkpoint beside = Checkpoints.open(base)) {
      assertEquals(1, beside.history().size());
      Files.delete(base.resolve("adapter_config.json"));
      try (Checkpoint named = Checkpoints.open(base, adapter)) {
        assertArrayEquals(all(named.tensor(weight)), all(beside.tensor(weight)));
      }
    }
  }

  @Test
  void aHalfPrecisionBaseStaysSoAndIsRoundedOnce() throws IOException {
    Path half = new FamilyFolder("llama").write(temp.resolve("half"), DType.BF16);
    String weight = "model.layers.0.self_attn.v_proj.weight";
    try (Checkpoint merged = Checkpoints.open(half, adapter);
        Checkpoint wide = Checkpoints.open(base, adapter);
        Checkpoint wideBase = Checkpoints.open(base);
        Checkpoint halfBase = Checkpoints.open(half)) {
      float[] update = all(wide.tensor(weight));
      float[] before = all(wideBase.tensor(weight));
      float[] rounded = all(halfBase.tensor(weight));
      float[] actual = all(merged.tensor(weight));
      assertEquals("bf16", merged.tensor(weight).encoding());
      for (int i = 0; i < actual.length; i++) {
        float exact = rounded[i] + (update[i] - before[i]);
        assertEquals(FloatCodec.round(DType.BF16, exact), actual[i], Math.abs(exact) / 200);
      }
    }
  }

  @Test
  void anyPartOfAMergedWeightIsTheSame() {
    try (Checkpoint merged = Checkpoints.open(base, adapter)) {
      DenseTensor tensor = (DenseTensor) merged.tensor("model.layers.0.self_attn.q_proj.weight");
      ByteBuffer whole = tensor.data().map(0, (int) tensor.byteSize());
      for (int from : new int[] {0, 1, 127, 128, 130, 300}) {
        for (int length : new int[] {0, 1, 4, 127, 260}) {
          ByteBuffer part = ByteBuffer.allocate(length);
          tensor.data().read(from, part);
          assertEquals(whole.slice(from, length), part.flip());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "use_dora, true",
    "lora_bias, true",
    "use_qalora, true",
    "layer_replication, '[[0, 1]]'",
    "target_parameters, '[\"x\"]'",
    "peft_type, '\"VERA\"'",
    "lora_alpha, null",
    "alpha_pattern, '{\"(\": 2}'",
  })
  void refusesWhatIsNotPlainLora(String key, String value) throws IOException {
    change(key, Json.readObject("value", "{\"v\": " + value + "}").values().get("v"));
    String message = refusal();
    assertTrue(
        message.contains(key.replace("peft_type", "VERA").replace("alpha_pattern", "(")), message);
  }

  private void change(String key, Object value) throws IOException {
    Path file = adapter.resolve("adapter_config.json");
    Map<String, Object> json = new LinkedHashMap<>(Json.readObject(file).values());
    json.put(key, value);
    Files.writeString(file, JsonWriting.toString(json));
  }

  private String refusal() {
    return assertThrows(PareException.class, () -> Checkpoints.open(base, adapter)).getMessage();
  }

  @Test
  void refusesAQuantizedBase() throws IOException {
    base = new QuantizedFolder().write(Files.createDirectories(temp.resolve("quantized")));
    String module = "base_model.model." + QuantizedFolder.MODULE;
    write(
        new TensorEntry(module + ".lora_A.weight", DType.F32, Shape.of(1, 12)),
        new TensorEntry(module + ".lora_B.weight", DType.F32, Shape.of(10, 1)));
    assertTrue(refusal().contains("int4"), refusal());
    assertTrue(refusal().contains("merge it into the dense model"), refusal());
  }

  /** An adapter of zeros. */
  private void write(TensorEntry... entries) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("written"));
    Files.copy(adapter.resolve("adapter_config.json"), folder.resolve("adapter_config.json"));
    try (var out = SafetensorsFolderWriter.create(folder, List.of(entries), Map.of())) {
      for (TensorEntry entry : entries) {
        out.write(entry.name(), 0, ByteBuffer.allocate((int) entry.byteSize()));
      }
      out.finish();
    }
    Files.move(folder.resolve("model.safetensors"), folder.resolve("adapter_model.safetensors"));
    adapter = folder;
  }

  @Test
  void refusesAnotherBase() throws IOException {
    base = new FamilyFolder("phi3").write(temp.resolve("other"), DType.F32);
    assertTrue(refusal().contains("which the base lacks"), refusal());
    assertTrue(refusal().contains("some/base"), refusal());
    base = new FamilyFolder("qwen3").write(temp.resolve("wider"), DType.F32);
    assertTrue(refusal().contains("do not fit"), refusal());
  }

  @ParameterizedTest
  @CsvSource({
    "model.layers.0.self_attn.q_proj.lora_A.weight, is none that LoRA has",
    "base_model.model.model.layers.0.self_attn.q_proj.lora_magnitude_vector, is none that LoRA has",
    "base_model.model.model.layers.0.self_attn.o_proj.lora_A.weight, is missing",
    "base_model.model.model.layers.0.self_attn.o_proj.lora_B.weight, is missing",
    "base_model.model.lm_head.modules_to_save.weight, has shape",
    "base_model.model.model.layers.9.self_attn.q_proj.bias, which the base lacks",
  })
  void refusesTensorsThatItDoesNotKnow(String name, String why) throws IOException {
    write(new TensorEntry(name, DType.F32, Shape.of(2, 2)));
    assertTrue(refusal().contains(why), refusal());
  }

  @Test
  void refusesAFolderThatIsNoAdapter() throws IOException {
    Files.delete(adapter.resolve("adapter_model.safetensors"));
    assertTrue(refusal().contains("has no adapter_model.safetensors"), refusal());
    Files.delete(adapter.resolve("adapter_config.json"));
    assertTrue(refusal().contains("has no adapter_config.json"), refusal());
  }

  @Test
  void refusesAnAdapterAlone() {
    String message =
        assertThrows(PareException.class, () -> Checkpoints.open(adapter)).getMessage();
    assertTrue(message.contains("holds an adapter and no model"), message);
    assertTrue(message.contains("--adapter"), message);
  }

  @Test
  void aMergedModelIsWrittenAsOneThatHasNoAdapter() throws IOException {
    Path out = Files.createDirectories(temp.resolve("out"));
    try (Checkpoint merged = Checkpoints.open(base, adapter)) {
      new CheckpointWriter(merged).write(out, 1, Progress.none());
      try (Checkpoint written = Checkpoints.open(out)) {
        for (String name : merged.names()) {
          assertArrayEquals(all(merged.tensor(name)), all(written.tensor(name)), name);
        }
      }
    }
  }
}
