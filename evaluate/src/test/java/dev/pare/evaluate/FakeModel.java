package dev.pare.evaluate;

import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelConfigReader;
import dev.pare.core.json.JsonObject;
import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.lm.TokenSink;
import dev.pare.core.tokenizer.Tokenizer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A model whose distributions are known. It interleaves sequences, as the seam allows. */
final class FakeModel implements LanguageModel {
  /** Log-probabilities of the token after ids[position]. */
  interface Distribution {
    double[] after(int[] ids, int position);
  }

  static final int CONTEXT = 64;

  final List<Integer> batchTokens = new ArrayList<>();
  Runnable beforeTargets = () -> {};
  private final Distribution distribution;
  private final Tokenizer tokenizer;

  FakeModel(Distribution distribution, Tokenizer tokenizer) {
    this.distribution = distribution;
    this.tokenizer = tokenizer;
  }

  /** Random bigrams, sharper the further from the sequence's start: so context matters. */
  static Distribution random(long seed, int vocabulary) {
    double[][] logits = new double[vocabulary][vocabulary];
    Random random = new Random(seed);
    for (double[] row : logits) {
      for (int v = 0; v < vocabulary; v++) {
        row[v] = random.nextGaussian();
      }
    }
    return (ids, position) -> logSoftmax(logits[ids[position]], 1 + position / 64.0);
  }

  static double[] logSoftmax(double[] logits, double sharpness) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(sharpness * logit);
    }
    double[] row = new double[logits.length];
    for (int v = 0; v < row.length; v++) {
      row[v] = sharpness * logits[v] - Math.log(sum);
    }
    return row;
  }

  @Override
  public ModelConfig config() {
    Map<String, Object> json =
        Map.of(
            "architectures", List.of("LlamaForCausalLM"),
            "vocab_size", (long) tokenizer.vocabularySize(),
            "hidden_size", 2L,
            "intermediate_size", 1L,
            "num_hidden_layers", 1L,
            "num_attention_heads", 1L,
            "max_position_embeddings", (long) CONTEXT);
    return ModelConfigReader.read(new JsonObject("fake", json), Optional.empty());
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public void score(List<TokenSequence> batch, LogitSink sink) {
    batchTokens.add(batch.stream().mapToInt(TokenSequence::length).sum());
    int longest = batch.stream().mapToInt(TokenSequence::length).max().orElseThrow();
    for (int position = 0; position < longest; position++) {
      for (int i = 0; i < batch.size(); i++) {
        int[] ids = batch.get(i).ids();
        if (sink.rows() == LogitSink.Rows.LOG_PROBABILITIES
            && position >= sink.firstRow(i, ids.length)
            && position < ids.length) {
          sink.row(i, position, buffer(distribution.after(ids, position)));
        }
      }
    }
    beforeTargets.run();
    for (int i = 0; i < batch.size(); i++) {
      targets(i, batch.get(i).ids(), sink);
    }
  }

  private void targets(int sequence, int[] ids, LogitSink sink) {
    float[] targets = new float[ids.length - 1];
    for (int t = 0; t < targets.length; t++) {
      targets[t] = (float) distribution.after(ids, t)[ids[t + 1]];
    }
    sink.targets(sequence, targets, new boolean[targets.length]);
  }

  /** A row that does not start where its array does. */
  private static FloatBuffer buffer(double[] row) {
    float[] values = new float[row.length + 3];
    for (int v = 0; v < row.length; v++) {
      values[v + 3] = (float) row[v];
    }
    return FloatBuffer.wrap(values, 3, row.length);
  }

  @Override
  public void generate(List<GenerationRequest> batch, TokenSink sink) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
