package dev.pare.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.testing.Golden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configurations with some of their layers left. */
class KeptLayersTest {
  private static ModelConfig read(String family, String file) throws IOException {
    String text =
        new String(Golden.bytes("families/" + family + "/" + file), StandardCharsets.UTF_8);
    JsonObject generation = Json.readObject("generation_config.json", "{\"eos_token_id\": [2, 5]}");
    return ModelConfigReader.read(Json.readObject(file, text), Optional.of(generation));
  }

  /** Whatever is left, each layer sees what it saw, and the file says so when it is read again. */
  @ParameterizedTest
  @CsvSource({
    "llama, config.json",
    "mistral, published.json",
    "qwen2, published.json",
    "qwen2-window, config.json",
    "qwen2-window, published.json",
    "qwen3, config.json",
    "gemma2, config.json",
    "gemma2, published.json",
    "gemma3, config.json",
    "gemma3, published.json",
    "phi3, config.json",
    "gpt2, config.json"
  })
  void eachLayerStaysWhatItWas(String family, String file) throws IOException {
    ModelConfig config = read(family, file);
    for (int gone = 0; gone < config.layers(); gone++) {
      for (int other = gone; other < config.layers(); other++) {
        int first = gone;
        int second = other;
        List<Integer> kept =
            IntStream.range(0, config.layers())
                .filter(layer -> layer != first && layer != second)
                .boxed()
                .toList();
        check(config, KeptLayers.of(config, kept), kept);
      }
    }
  }

  private static void check(ModelConfig config, ModelConfig left, List<Integer> kept) {
    assertEquals(kept.size(), left.layers());
    for (int i = 0; i < kept.size(); i++) {
      assertEquals(config.attention().slides(kept.get(i)), left.attention().slides(i));
    }
    if (!left.attention().slidingLayers().isEmpty()) {
      assertEquals(config.attention().slidingWindow(), left.attention().slidingWindow());
    }
    assertEquals(config.endTokens(), left.endTokens());
    assertEquals(config.hiddenSize(), left.hiddenSize());
    assertEquals(config.ropeTheta(), left.ropeTheta());
    assertEquals(config.tiedEmbeddings(), left.tiedEmbeddings());
    assertEquals(config.maxPositions(), left.maxPositions());
  }

  @Test
  void whatNoFileSaidIsNotSaidNow() throws IOException {
    assertFalse(
        KeptLayers.of(read("mistral", "published.json"), List.of(1)).json().has("layer_types"));
    ModelConfig gpt2 = KeptLayers.of(read("gpt2", "config.json"), List.of(0, 2));
    assertEquals(2L, gpt2.json().requireInteger("n_layer"));
    assertFalse(gpt2.json().has("num_hidden_layers"));
  }

  @Test
  void noModelIsRefused() throws IOException {
    ModelConfig config = read("llama", "config.json");
    for (List<Integer> kept :
        List.of(List.<Integer>of(), List.of(3), List.of(-1), List.of(1, 0), List.of(1, 1))) {
      assertThrows(IllegalArgumentException.class, () -> KeptLayers.of(config, kept));
    }
  }
}
