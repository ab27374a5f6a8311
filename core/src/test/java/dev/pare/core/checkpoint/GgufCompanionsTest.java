package dev.pare.core.checkpoint;

import static dev.pare.core.testing.RawGguf.ints;
import static dev.pare.core.testing.RawGguf.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.json.Json;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.testing.RawGguf;
import dev.pare.core.tokenizer.Tokenizer;
import dev.pare.core.tokenizer.Tokenizers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tokenizer of a GGUF model goes where the model goes. */
class GgufCompanionsTest {
  private static final int FLOAT = 6;
  private static final int UINT32 = 4;
  private static final int WIDTH = 4;

  private long offset;

  private static RawGguf sizes() {
    RawGguf file = new RawGguf().text("general.architecture", "llama");
    Map.of("embedding_length", WIDTH, "feed_forward_length", WIDTH, "block_count", 1)
        .forEach((key, value) -> file.key("llama." + key, UINT32, ints(value)));
    return file.key("llama.attention.head_count", UINT32, ints(1))
        .key("llama.context_length", UINT32, ints(16))
        .key("llama.attention.layer_norm_rms_epsilon", FLOAT, ints(Float.floatToRawIntBits(1e-5f)));
  }

  private static RawGguf vocabulary(RawGguf file, String model, String... tokens) {
    int[] types = new int[tokens.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = tokens[i].startsWith("<|") ? 3 : 1;
    }
    byte[][] texts = Stream.of(tokens).map(RawGguf::text).toArray(byte[][]::new);
    return file.text("tokenizer.ggml.model", model)
        .text("tokenizer.ggml.pre", "smollm")
        .array("tokenizer.ggml.tokens", 8, tokens.length, texts)
        .array("tokenizer.ggml.token_type", 5, types.length, ints(types))
        .array("tokenizer.ggml.merges", 8, 1, text("a b"))
        .key("tokenizer.ggml.eos_token_id", UINT32, ints(4))
        .text("tokenizer.chat_template", "{{ messages }}");
  }

  private GgufFile model(RawGguf file, int rows) {
    offset = 0;
    tensor(file, "token_embd.weight", WIDTH, rows);
    for (String name : List.of("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up")) {
      tensor(file, "blk.0." + name + ".weight", WIDTH, WIDTH);
    }
    tensor(file, "blk.0.ffn_down.weight", WIDTH, WIDTH);
    tensor(file, "blk.0.attn_norm.weight", WIDTH);
    tensor(file, "blk.0.ffn_norm.weight", WIDTH);
    tensor(file, "output_norm.weight", WIDTH);
    return GgufFile.of("model.gguf", ByteSource.of(file.bytes((int) offset)));
  }

  private void tensor(RawGguf file, String name, long... dimensions) {
    file.tensor(name, 0, offset, dimensions);
    long size = Float.BYTES;
    for (long dimension : dimensions) {
      size *= dimension;
    }
    offset += (size + 31) / 32 * 32;
  }

  private GgufCheckpoint chatModel(int rows) {
    String[] tokens = {"a", "b", "ab", "\u0120", "<|im_end|>", "<|eot_id|>", "1"};
    return new GgufCheckpoint(model(vocabulary(sizes(), "gpt2", tokens), rows));
  }

  @Test
  void theTokenizerIsWrittenWithTheModel(@TempDir Path folder) throws Exception {
    try (GgufCheckpoint model = chatModel(8)) {
      Tokenizer tokenizer = Tokenizers.of(model.companions(), "model.gguf");
      int[] ids = tokenizer.encode("ab 11<|im_end|>");
      assertArrayEquals(new int[] {2, 3, 6, 6, 4}, ids);
      new CheckpointWriter(model).write(folder, 1, Progress.none());
      assertArrayEquals(ids, Tokenizers.inFolder(folder).encode("ab 11<|im_end|>"));
      try (Checkpoint again = Checkpoints.open(folder)) {
        assertEquals(Set.of(4, 5), Set.copyOf(again.config().endTokens()));
        assertEquals(model.config().endTokens(), again.config().endTokens());
        assertEquals(model.companions().keySet(), again.companions().keySet());
      }
      String config = Files.readString(folder.resolve("tokenizer_config.json"));
      assertEquals(
          "{{ messages }}", Json.readObject("config", config).requireString("chat_template"));
    }
  }

  @Test
  void fromGgufToGgufTheVocabularyStaysAsItIs(@TempDir Path folder) {
    String[] tokens = {"a", "b", "ab", "\u0120", "<|im_end|>", "<|eot_id|>", "1"};
    RawGguf raw =
        vocabulary(sizes(), "gpt2", tokens)
            .key("tokenizer.ggml.padding_token_id", 5, ints(-1))
            .text("tokenizer.other", "kept");
    GgufFile before = model(raw, 8);
    Path file = folder.resolve("again.gguf");
    try (GgufCheckpoint model = new GgufCheckpoint(before)) {
      Map<String, Object> tokenizer = GgufExport.tokenizer(model, "model.gguf");
      new GgufExport(model, "again", Optional.empty(), tokenizer)
          .write(file, false, 1, Progress.none());
    }
    try (GgufFile after = GgufFile.open(file)) {
      assertEquals(vocabularyOf(before), vocabularyOf(after));
      assertTrue(vocabularyOf(after).containsKey("tokenizer.other"));
    }
  }

  private static Map<String, Object> vocabularyOf(GgufFile file) {
    Map<String, Object> all = new HashMap<>(file.metadata().values());
    file.arrays().forEach((key, array) -> all.put(key, array.values()));
    all.keySet().removeIf(key -> !key.startsWith("tokenizer."));
    return all;
  }

  @Test
  void theCardKeepsTheLicence() {
    RawGguf file = sizes().text("general.license", "apache-2.0").text("general.author", "A\nB");
    try (GgufCheckpoint model = new GgufCheckpoint(model(file, 8))) {
      assertEquals(Optional.of("apache-2.0"), ModelCard.license(model.companions()));
      String card = content(model.companions().get("README.md"));
      assertEquals("---\nlicense: apache-2.0\n---\n\n- author: A B\n", card);
    }
    RawGguf foreign = sizes().text("general.license", "x\n---\nlicense: mine");
    try (GgufCheckpoint model = new GgufCheckpoint(model(foreign, 8))) {
      assertEquals(Map.of(), model.companions());
    }
  }

  private static String content(ByteSource source) {
    ByteBuffer bytes = ByteBuffer.allocate((int) source.size());
    source.read(0, bytes);
    return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
  }

  @Test
  void moreTokensThanRowsAreRefusedWhenRead() {
    try (GgufCheckpoint model = chatModel(6)) {
      assertRefused(model, "has 7 tokens for 6 rows of embedding");
    }
  }

  @Test
  void anotherTokenizerIsRefusedWhenRead() {
    RawGguf file = vocabulary(sizes(), "bert", "a", "b", "ab", "c", "d");
    try (GgufCheckpoint model = new GgufCheckpoint(model(file, 8))) {
      assertRefused(model, "its tokenizer \"bert\" is not supported");
    }
  }

  private static void assertRefused(Checkpoint model, String what) {
    PareException e =
        assertThrows(PareException.class, () -> Tokenizers.of(model.companions(), "model.gguf"));
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }
}
