package dev.pare.evaluate.task;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A model whose distributions depend on every token before, and that says what it is told to. */
final class SpokenModel implements LanguageModel {
  final List<List<TokenSequence>> scored = new ArrayList<>();
  final List<String> prompts = new ArrayList<>();
  UnaryOperator<String> speech = prompt -> "";
  Runnable beforeScore = () -> {};
  boolean sure; // whether all it gives is the same
  boolean broken; // whether it gives NaN
  double twist; // how far its distributions are from another's
  int context = 400;
  int closed;
  private final Tokenizer tokenizer = new PieceTokenizer();

  /** Log-probabilities of the token after some others. */
  double[] row(int[] ids, int length) {
    int size = tokenizer.vocabularySize();
    double[] row = new double[size];
    if (sure) {
      Arrays.fill(row, -Math.log(size));
      return row;
    }
    Random random = new Random(Arrays.hashCode(Arrays.copyOf(ids, length)));
    double sum = 0;
    for (int v = 0; v < size; v++) {
      row[v] = 2 * random.nextGaussian() + twist * random.nextGaussian();
      sum += Math.exp(row[v]);
    }
    for (int v = 0; v < size; v++) {
      row[v] -= Math.log(sum);
    }
    return row;
  }

  @Override
  public void score(List<TokenSequence> batch, LogitSink sink) {
    beforeScore.run();
    scored.add(List.copyOf(batch));
    for (int i = 0; i < batch.size(); i++) {
      int[] ids = batch.get(i).ids();
      float[] targets = new float[ids.length - 1];
      Arrays.fill(targets, Float.NaN);
      boolean[] greedy = new boolean[targets.length];
      for (int t = sink.firstTarget(i, ids.length); t < ids.length; t++) {
        double[] row = row(ids, t);
        targets[t - 1] = broken ? Float.NaN : (float) row[ids[t]];
        greedy[t - 1] = row[ids[t]] == Arrays.stream(row).max().orElseThrow();
      }
      int end = sink.rows() == LogitSink.Rows.NONE ? 0 : sink.endRow(i, ids.length);
      for (int t = sink.firstRow(i, ids.length); t < end; t++) {
        sink.row(i, t, floats(row(ids, t + 1)));
      }
      sink.targets(i, targets, greedy);
    }
  }

  private FloatBuffer floats(double[] row) {
    FloatBuffer floats = FloatBuffer.allocate(row.length);
    for (double value : row) {
      floats.put(broken ? Float.NaN : (float) value);
    }
    return floats.flip();
  }

  @Override
  public void generate(List<GenerationRequest> batch, TokenSink sink) {
    beforeScore.run();
    for (int i = 0; i < batch.size(); i++) {
      GenerationRequest request = batch.get(i);
      String prompt = tokenizer.decode(request.prompt().ids(), true);
      prompts.add(prompt);
      int[] said = tokenizer.encode(speech.apply(prompt), false);
      TokenSink.Finish finish = TokenSink.Finish.STOP_TOKEN;
      for (int t = 0; t < said.length; t++) {
        if (t == request.maxTokens()) {
          finish = TokenSink.Finish.MAX_TOKENS;
          break;
        }
        if (!sink.token(i, said[t])) {
          finish = TokenSink.Finish.CANCELLED;
          break;
        }
      }
      sink.finished(i, finish);
    }
  }

  @Override
  public ModelConfig config() {
    Map<String, Object> json =
        Map.of(
            "architectures",
            List.of("LlamaForCausalLM"),
            "vocab_size",
            (long) tokenizer.vocabularySize(),
            "hidden_size",
            2L,
            "intermediate_size",
            1L,
            "num_hidden_layers",
            1L,
            "num_attention_heads",
            1L,
            "max_position_embeddings",
            (long) context,
            "bos_token_id",
            (long) PieceTokenizer.START,
            "eos_token_id",
            (long) PieceTokenizer.END);
    return ModelConfigReader.read(new JsonObject("fake", json), Optional.empty());
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public void close() {
    closed++;
  }
}
