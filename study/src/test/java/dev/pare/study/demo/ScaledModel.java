package dev.pare.study.demo;

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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model whose log-probabilities of targets are so many times another's. Its rows are uniform, and
 * fewer tokens wide than the other's, for what is asked here has few words.
 */
public final class ScaledModel implements LanguageModel {
  private static final int VOCABULARY = 1 << 13;
  private static final float[] ROW = new float[VOCABULARY];

  static {
    Arrays.fill(ROW, (float) -Math.log(VOCABULARY));
  }

  private final LanguageModel model;
  private final float factor;

  /**
   * @param factor above 1 for a model that reads worse
   */
  public ScaledModel(LanguageModel model, float factor) {
    this.model = model;
    this.factor = factor;
  }

  @Override
  public void score(List<TokenSequence> batch, LogitSink sink) {
    model.score(batch, new ScaledSink(sink));
  }

  /** Passes on what it is told, with targets scaled. */
  private final class ScaledSink implements LogitSink {
    private final LogitSink sink;

    ScaledSink(LogitSink sink) {
      this.sink = sink;
    }

    @Override
    public Rows rows() {
      return sink.rows();
    }

    @Override
    public int firstRow(int sequence, int length) {
      return sink.firstRow(sequence, length);
    }

    @Override
    public int endRow(int sequence, int length) {
      return sink.endRow(sequence, length);
    }

    @Override
    public int firstTarget(int sequence, int length) {
      return sink.firstTarget(sequence, length);
    }

    @Override
    public void row(int sequence, int position, FloatBuffer values) {
      sink.row(sequence, position, FloatBuffer.wrap(ROW));
    }

    @Override
    public void targets(int sequence, float[] logProbabilities, boolean[] greedy) {
      float[] scaled = logProbabilities.clone();
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] *= factor;
      }
      sink.targets(sequence, scaled, greedy);
    }
  }

  @Override
  public void generate(List<GenerationRequest> batch, TokenSink sink) {
    model.generate(batch, sink);
  }

  @Override
  public ModelConfig config() {
    Map<String, Object> settings = new HashMap<>(model.config().json().values());
    settings.put("vocab_size", (long) VOCABULARY);
    return ModelConfigReader.read(new JsonObject("scaled", settings), Optional.empty());
  }

  @Override
  public Tokenizer tokenizer() {
    return model.tokenizer();
  }

  @Override
  public void close() {
    model.close();
  }
}
