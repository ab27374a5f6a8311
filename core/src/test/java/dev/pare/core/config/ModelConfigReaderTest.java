package dev.pare.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What published config.json files leave out, and what is refused. */
class ModelConfigReaderTest {
  private static final String SIZES =
      """
      "vocab_size": 100, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 7,
      "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 512
      """;

  private static ModelConfig read(String architecture, String more) {
    String json = "{\"architectures\": [\"" + architecture + "\"], " + SIZES + more + "}";
    return ModelConfigReader.read(Json.readObject("config.json", json), Optional.empty());
  }

  @Test
  void aLlamaIsPlain() {
    ModelConfig config = read("LlamaForCausalLM", ", \"sliding_window\": 8");
    assertEquals(16, config.headDim());
    assertEquals(16, config.rotaryDim());
    assertEquals(
        new AttentionConfig(
            0.25,
            OptionalDouble.empty(),
            OptionalInt.empty(),
            Set.of(),
            OptionalDouble.empty(),
            false,
            false),
        config.attention());
    assertEquals(OptionalDouble.empty(), config.logitSoftCap());
    assertEquals(false, config.tiedEmbeddings());
  }

  @ParameterizedTest
  @CsvSource({"'', 4096", "', \"sliding_window\": null', 0", "', \"sliding_window\": 9', 9"})
  void everyLayerOfAMistralMaySlide(String key, int window) {
    AttentionConfig attention = read("MistralForCausalLM", key).attention();
    assertEquals(window, attention.slidingWindow().orElse(0));
    assertEquals(window == 0 ? 0 : 7, attention.slidingLayers().size());
  }

  @Test
  void qwenSlidesOnlyIfItSaysSo() {
    String window = ", \"sliding_window\": 9, \"max_window_layers\": 5";
    assertEquals(Set.of(), read("Qwen2ForCausalLM", window).attention().slidingLayers());
    AttentionConfig attention =
        read("Qwen2ForCausalLM", window + ", \"use_sliding_window\": true").attention();
    assertEquals(Set.of(5, 6), attention.slidingLayers());
    assertTrue(attention.bias());
    assertEquals(false, attention.outputBias());
    assertEquals(128, read("Qwen3ForCausalLM", "").headDim());
  }

  @Test
  void gemma2FillsIn() {
    ModelConfig config = read("Gemma2ForCausalLM", "");
    assertEquals(Set.of(0, 2, 4, 6), config.attention().slidingLayers());
    assertEquals(OptionalDouble.of(50), config.attention().softCap());
    assertEquals(OptionalDouble.of(30), config.logitSoftCap());
    assertEquals(1 / 16.0, config.attention().scale());
    assertEquals(256, config.headDim());
    assertTrue(config.tiedEmbeddings());
  }

  @Test
  void gemma3FillsIn() {
    ModelConfig config =
        read("Gemma3ForCausalLM", ", \"rope_scaling\": {\"rope_type\": \"linear\", \"factor\": 8}");
    assertEquals(Set.of(0, 1, 2, 3, 4, 6), config.attention().slidingLayers());
    assertEquals(OptionalDouble.of(1e4), config.attention().localRopeTheta());
    assertEquals(1e6, config.ropeTheta());
    assertEquals(Optional.of(new RopeScaling.Linear(8)), config.ropeScaling());
    assertEquals(OptionalDouble.empty(), config.attention().softCap());
  }

  /** As google/gemma-3-4b-it has it: few keys. */
  @Test
  void theTextOfAGemma3ThatSeesIsAModelOfItsOwn() {
    String json =
        """
        {"architectures": ["Gemma3ForConditionalGeneration"], "eos_token_id": [1, 106],
         "model_type": "gemma3", "vision_config": {"hidden_size": 1152},
         "text_config": {"hidden_size": 2560, "intermediate_size": 10240, "model_type": "gemma3_text",
           "num_hidden_layers": 34, "rope_scaling": {"factor": 8.0, "rope_type": "linear"},
           "sliding_window": 1024}}
        """;
    JsonObject file = Json.readObject("config.json", json);
    ModelConfig config = ModelConfigReader.read(file, Optional.empty());
    assertEquals(Family.GEMMA3, config.family());
    assertEquals("gemma3_text", config.modelType());
    assertEquals(List.of("Gemma3ForCausalLM"), config.json().strings("architectures"));
    assertEquals(262_208, config.vocabularySize());
    assertEquals(131_072, config.maxPositions());
    assertEquals(8, config.attentionHeads());
    assertEquals(29, config.attention().slidingLayers().size());
    assertEquals(Set.of(1, 106), config.endTokens());
  }

  @Test
  void longRopeRunsItsOriginalContext() {
    String rope =
        """
        , "rope_scaling": {"type": "longrope", "short_factor": [1, 1, 1, 1, 1, 1],
            "long_factor": [2, 2, 2, 2, 2, 2]}, "original_max_position_embeddings": 64,
          "partial_rotary_factor": 0.75
        """;
    ModelConfig config = read("Phi3ForCausalLM", rope);
    assertEquals(64, config.maxPositions());
    assertEquals(12, config.rotaryDim());
    double factor = Math.sqrt(1 + Math.log(8) / Math.log(64));
    assertEquals(
        Optional.of(new RopeScaling.LongRope(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0), factor)),
        config.ropeScaling());
  }

  @Test
  void noMemoryFollowsALieAboutLayers() {
    String json =
        "{\"architectures\": [\"MistralForCausalLM\"], "
            + SIZES.replace("\"num_hidden_layers\": 7", "\"num_hidden_layers\": 1000000000")
            + "}";
    JsonObject file = Json.readObject("config.json", json);
    String message =
        assertThrows(PareException.class, () -> ModelConfigReader.read(file, Optional.empty()))
            .getMessage();
    assertTrue(message.contains("too many"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MixtralForCausalLM             |                                       | mixture of experts
          Qwen2MoeForCausalLM            | , "num_experts": 60                   | mixture of experts
          DeepseekV3ForCausalLM          | , "n_routed_experts": 256             | mixture of experts
          LlamaForCausalLM               | , "num_local_experts": 8              | mixture of experts
          T5ForConditionalGeneration     | , "is_encoder_decoder": true          | encoder
          GPT2LMHeadModel                | , "add_cross_attention": true         | encoder
          LlavaForConditionalGeneration  | , "vision_config": {}                 | more than text
          Qwen2AudioForConditionalGeneration | , "audio_config": {}              | more than text
          Phi3ForCausalLM                | , "vision_config": {"a": 1}           | more than text
          MambaForCausalLM               |                                       | this version runs LlamaForCausalLM, Mistral
          LlamaForCausalLM               | , "hidden_act": "relu"                | activation "relu"
          Gemma2ForCausalLM              | , "hidden_activation": "gelu"         | activation "gelu"
          GPT2LMHeadModel                | , "activation_function": "relu"       | activation "relu"
          LlamaForCausalLM               | , "rope_scaling": {"type": "yarn"}    | rope scaling "yarn"
          Gemma3ForCausalLM              | , "use_bidirectional_attention": true | use_bidirectional_attention
          Qwen3ForCausalLM               | , "layer_types": ["linear_attention"] | layer type linear_attention
          Gemma2ForCausalLM              | , "layer_types": ["full_attention"]   | names 1 of 7 layers
          GPT2LMHeadModel                | , "scale_attn_by_inverse_layer_idx": true | scale_attn_by_inverse_layer_idx
          GPT2LMHeadModel                | , "scale_attn_weights": false         | scale_attn_weights
          Gemma2ForCausalLM              | , "final_logit_softcapping": -1       | final_logit_softcapping
          Gemma2ForCausalLM              | , "query_pre_attn_scalar": 0          | query_pre_attn_scalar
          LlamaForCausalLM               | , "rms_norm_eps": 1e999               | rms_norm_eps
          LlamaForCausalLM               | , "rope_theta": 0                     | rope_theta
          LlamaForCausalLM               | , "head_dim": 7                       | head_dim 7 is odd
          Phi3ForCausalLM                | , "partial_rotary_factor": 2          | partial_rotary_factor
          Phi3ForCausalLM                | , "rope_scaling": {"type": "longrope", "short_factor": [1]}, "original_max_position_embeddings": 64 | short_factor has 1
          Phi3ForCausalLM                | , "rope_scaling": {"type": "longrope", "short_factor": [0,1,1,1,1,1,1,1]}, "original_max_position_embeddings": 64 | short_factor
          """)
  void refusesByName(String architecture, String more, String why) {
    String message =
        assertThrows(PareException.class, () -> read(architecture, more == null ? "" : more))
            .getMessage();
    assertTrue(message.contains(why), message);
  }
}
