package dev.pare.core.checkpoint;

import static dev.pare.core.testing.RawGguf.ints;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.RopeScaling;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.testing.RawGguf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Metadata that are no model, or none that is supported: each is refused by what is wrong. */
class GgufConfigTest {
  private static final int HEAD_DIM = 8;

  private final Map<String, Object> metadata = new LinkedHashMap<>();
  private String extraTensor = "";
  private long queryRows = 2 * HEAD_DIM;
  private float[] ropeFactors = {};

  GgufConfigTest() {
    metadata.put("general.architecture", "llama");
    metadata.put("llama.block_count", 1);
    metadata.put("llama.embedding_length", 2 * HEAD_DIM);
    metadata.put("llama.feed_forward_length", 4);
    metadata.put("llama.context_length", 64);
    metadata.put("llama.attention.head_count", 2);
    metadata.put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
  }

  private Checkpoint open() {
    RawGguf file = new RawGguf();
    metadata.forEach(
        (key, value) -> {
          if (value instanceof String text) {
            file.text(key, text);
          } else if (value instanceof Float number) {
            file.key(key, 6, ints(Float.floatToRawIntBits(number)));
          } else if (value instanceof Integer number) {
            file.key(key, 4, ints(number));
          } else {
            file.array(key, 4, 1, ints(1));
          }
        });
    file.tensor("rope_freqs.weight", 0, 0, HEAD_DIM / 2);
    file.tensor("token_embd.weight", 0, 32, 2);
    file.tensor("blk.0.attn_q.bias", 0, 64, queryRows);
    long end = 64 + 4 * queryRows;
    if (!extraTensor.isEmpty()) {
      file.tensor(extraTensor, 0, end, 8);
      end += 32;
    }
    byte[] bytes = file.bytes((int) end);
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < HEAD_DIM / 2; i++) {
      float factor = ropeFactors.length == 0 ? 1 : ropeFactors[i];
      data.putFloat((int) (bytes.length - end) + 4 * i, factor);
    }
    return new GgufCheckpoint(GgufFile.of("test", ByteSource.of(bytes)));
  }

  private void refused(String reason) {
    PareException e = assertThrows(PareException.class, this::open);
    assertTrue(e.getMessage().startsWith("test"), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }

  private void refusedWith(String key, Object value, String reason) {
    Object before = value == null ? metadata.remove(key) : metadata.put(key, value);
    refused(reason);
    metadata.remove(key);
    if (before != null) {
      metadata.put(key, before);
    }
  }

  @Test
  void whatIsNotSaidHasTheFormatsDefault() {
    try (Checkpoint model = open()) {
      ModelConfig config = model.config();
      assertEquals(2, config.keyValueHeads());
      assertEquals(HEAD_DIM, config.headDim());
      assertEquals(10_000, config.ropeTheta());
      assertEquals(1e-5, config.normEpsilon());
      assertEquals(Optional.empty(), config.ropeScaling());
      assertEquals(Set.of(), config.endTokens());
      assertTrue(config.tiedEmbeddings());
    }
  }

  @Test
  void otherArchitecturesAndParts() {
    refusedWith("general.architecture", "mamba", "architecture \"mamba\" is not supported");
    refusedWith("general.architecture", "qwen2", "\"qwen2.context_length\" is missing");
    refusedWith("general.architecture", null, "\"general.architecture\" is missing");
    refusedWith("split.count", 2, "is one part of a model that was split");
    refusedWith("llama.expert_count", 8, "is a mixture of experts");
    refusedWith("llama.rope.scaling.type", "yarn", "rope scaling \"yarn\" is not supported");
    refusedWith("llama.rope.dimension_count", 4, "rope.dimension_count\" is 4 where heads are 8");
    refusedWith("llama.attention.value_length", 4, "value_length\" is 4 where heads are 8 wide");
    refusedWith("llama.attention.head_count_kv", new Object(), "head_count_kv\" differs by layer");
  }

  @Test
  void sizesThatAreMissingOrCannotBe() {
    for (String key : metadata.keySet().toArray(new String[0])) {
      refusedWith(key, null, "\"" + key + "\" is missing");
    }
    refusedWith("llama.attention.head_count", 0, "\"llama.attention.head_count\" is 0");
    refusedWith("llama.attention.key_length", 0, "\"head_dim\" is 0");
    refusedWith("llama.rope.freq_base", Float.NaN, "\"llama.rope.freq_base\" is NaN");
    refusedWith("llama.rope.freq_base", -1f, "\"llama.rope.freq_base\" is -1.0");
    refusedWith("llama.block_count", -1, "\"llama.block_count\" is 4294967295");
    refusedWith("llama.attention.head_count_kv", 3, "is no multiple of num_key_value_heads 3");
  }

  @Test
  void tensorsThatHaveNoPlace() {
    for (String name : new String[] {"blk.1.attn_v.bias", "blk.00.attn_v.bias", "blk.0.x.bias"}) {
      extraTensor = name;
      refused("tensor \"" + name + "\" has no place in this model");
    }
    extraTensor = "";
    queryRows = 24;
    refused("tensor \"blk.0.attn_q.bias\" has 24 rows where 2 heads of 8 have 16");
  }

  @Test
  void ropeFactorsAreLlama3sRuleOrRefused() {
    metadata.put("llama.rope.freq_base", 500_000f);
    double turns = 8192 / (2 * Math.PI * Math.pow(500_000, 0.5)); // of the third frequency
    float blended = (float) (1 / ((1 - (turns - 1) / 3) / 32 + (turns - 1) / 3));
    ropeFactors = new float[] {1, 1, blended, 32};
    try (Checkpoint model = open()) {
      assertEquals(
          Optional.of(new RopeScaling.Llama3(32, 1, 4, 8192)), model.config().ropeScaling());
    }
    refusedWith("llama.rope.scaling.type", "linear", "\"linear\" beside rope_freqs.weight is not");
    ropeFactors = new float[] {1, 1, blended * 1.01f, 32};
    refused("tensor \"rope_freqs.weight\" scales frequencies by a rule that is not Llama 3's");
    ropeFactors = new float[] {1, Float.NaN, blended, 32};
    refused("a rule that is not Llama 3's");
  }
}
