package dev.pare.quantize.ggml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.checkpoint.GgufExport;
import dev.pare.core.config.Family;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelConfigReader;
import dev.pare.core.gguf.FileType;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.GgmlType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The types that llama-quantize chose for models of several shapes: oracles/gguf_types.py. */
class TypeMixtureTest {
  static JsonObject golden(String name) throws IOException {
    String path = "/dev/pare/quantize/golden/gguf/" + name;
    try (InputStream in = TypeMixtureTest.class.getResourceAsStream(path)) {
      return Json.readObject(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** A config.json of a shape of types.json. */
  static ModelConfig config(JsonObject shape) {
    Family family =
        switch (shape.requireString("arch")) {
          case "qwen2" -> Family.QWEN2;
          case "phi3" -> Family.PHI3;
          default -> Family.LLAMA;
        };
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("architectures", List.of(family.architecture()));
    json.put("vocab_size", 32L);
    json.put("hidden_size", shape.requireInteger("hidden"));
    json.put("num_hidden_layers", shape.requireInteger("layers"));
    json.put("num_attention_heads", shape.requireInteger("heads"));
    json.put("num_key_value_heads", shape.requireInteger("kv"));
    json.put("intermediate_size", shape.requireInteger("ffn"));
    json.put("tie_word_embeddings", shape.bool("tied").orElseThrow());
    return ModelConfigReader.read(new JsonObject("test", json), Optional.empty());
  }

  /** {@code 2 Q4_K, Q6_K} written out. */
  private static List<GgmlType> types(String runs) {
    List<GgmlType> types = new ArrayList<>();
    for (String run : runs.split(", ")) {
      String[] words = run.split(" ");
      int count = words.length == 1 ? 1 : Integer.parseInt(words[0]);
      for (int i = 0; i < count; i++) {
        types.add(GgmlType.valueOf(words[words.length - 1]));
      }
    }
    return types;
  }

  @Test
  void areThoseOfLlamaQuantize() throws IOException {
    JsonObject golden = golden("types.json");
    int compared = 0;
    for (String name : golden.keys()) {
      JsonObject shape = golden.requireObject(name);
      ModelConfig config = config(shape);
      JsonObject chosen = shape.requireObject("types");
      for (String how : chosen.keys()) {
        String[] words = how.split(" ");
        boolean pure = how.endsWith(" pure");
        boolean importance = how.endsWith(" importance");
        TypeMixture mixture = TypeMixture.of(FileType.valueOf(words[0]), config, pure, importance);
        List<GgmlType> expected = types(chosen.requireString(how));
        assertEquals(expected, List.copyOf(mixture.types().values()), name + " " + how);
        compared++;
      }
    }
    assertTrue(compared > 200, compared + " compared");
  }

  @Test
  void whatDoesNotFitIsTold() throws IOException {
    ModelConfig config = config(golden("types.json").requireObject("narrow"));
    TypeMixture mixture = TypeMixture.of(FileType.Q4_K_M, config, false, false);
    String weight = "model.layers.1.self_attn.q_proj.weight";
    assertTrue(
        mixture
            .fallbacks()
            .contains(new TypeMixture.Fallback(weight, 96, GgmlType.Q4_K, GgmlType.Q5_0)));
    assertEquals(GgmlType.Q5_0, mixture.types().get(weight));
    int matrices = GgufExport.matrices(config).size();
    assertEquals(matrices - config.layers() - 1, mixture.fallbacks().size());
  }
}
