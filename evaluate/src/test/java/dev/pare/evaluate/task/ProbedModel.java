package dev.pare.evaluate.task;

import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelConfigReader;
import dev.pare.core.json.JsonObject;
import dev.pare.core.lm.AttentionProbe;
import dev.pare.core.lm.AttentionSink;
import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.lm.TokenSink;
import dev.pare.core.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A model whose queries and keys are a hash of all tokens so far. */
final class ProbedModel implements LanguageModel, AttentionProbe {
  static final int LAYERS = 3;
  static final int HEADS = 4;
  static final int KEY_HEADS = 2;
  static final int WIDTH = 6;

  final SpokenModel spoken = new SpokenModel();
  boolean broken; // whether it gives NaN
  private final long seed;

  ProbedModel(long seed) {
    this.seed = seed;
  }

  /** Queries or keys, [heads, width], of a sequence's token at a position. */
  float[] vectors(boolean queries, int[] ids, int layer, int position) {
    long hash = Arrays.hashCode(Arrays.copyOf(ids, position + 1));
    Random random = new Random(hash * 31 + layer * 2L + (queries ? 1 : 0) + seed);
    float[] values = new float[(queries ? HEADS : KEY_HEADS) * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = broken ? Float.NaN : (float) random.nextGaussian();
    }
    return values;
  }

  @Override
  public void score(List<TokenSequence> batch, LogitSink sink, AttentionSink attention) {
    spoken.score(batch, sink);
    for (int i = 0; i < batch.size(); i++) {
      int[] ids = batch.get(i).ids();
      for (int layer = 0; layer < LAYERS; layer++) {
        for (int at : attention.keys(i, ids.length)) {
          attention.key(i, layer, at, vectors(false, ids, layer, at));
        }
        for (int at : attention.queries(i, ids.length)) {
          attention.query(i, layer, at, vectors(true, ids, layer, at));
        }
      }
    }
  }

  @Override
  public ModelConfig config() {
    Map<String, Object> json =
        Map.of(
            "architectures",
            List.of("LlamaForCausalLM"),
            "vocab_size",
            (long) tokenizer().vocabularySize(),
            "hidden_size",
            (long) HEADS * WIDTH,
            "head_dim",
            (long) WIDTH,
            "intermediate_size",
            1L,
            "num_hidden_layers",
            (long) LAYERS,
            "num_attention_heads",
            (long) HEADS,
            "num_key_value_heads",
            (long) KEY_HEADS,
            "max_position_embeddings",
            (long) spoken.context);
    return ModelConfigReader.read(new JsonObject("fake", json), Optional.empty());
  }

  @Override
  public Tokenizer tokenizer() {
    return spoken.tokenizer();
  }

  @Override
  public void score(List<TokenSequence> batch, LogitSink sink) {
    spoken.score(batch, sink);
  }

  @Override
  public void generate(List<GenerationRequest> batch, TokenSink sink) {
    spoken.generate(batch, sink);
  }

  @Override
  public void close() {
    spoken.close();
  }
}
