package dev.pare.models;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.lm.AttentionProbe;
import dev.pare.core.lm.AttentionSink;
import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.Session;
import dev.pare.core.lm.Sessions;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.lm.TokenSink;
import dev.pare.core.tokenizer.Tokenizer;
import dev.pare.models.torch.Torch;
import java.util.List;
import java.util.Optional;

/** A checkpoint run by libtorch. */
public final class TorchLanguageModel implements LanguageModel, Sessions, AttentionProbe {
  private final Decoder model;
  private final Optional<Tokenizer> tokenizer;

  private TorchLanguageModel(Decoder model, Optional<Tokenizer> tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /**
   * Reads the weights, and maps those that the file holds as {@code options} wants them; the
   * checkpoint may be closed afterwards.
   *
   * @param tokenizer empty for a model that is fed ids only
   * @throws PareException if a weight is missing or has another shape than the config says
   */
  public static TorchLanguageModel open(
      Checkpoint checkpoint, Optional<Tokenizer> tokenizer, TorchOptions options) {
    Torch.setThreads(options.threads());
    return new TorchLanguageModel(new Decoder(checkpoint, options.computeType()), tokenizer);
  }

  @Override
  public ModelConfig config() {
    return model.config();
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer.orElseThrow(
        () -> new PareException("model", "has no tokenizer", "add tokenizer.json to its folder"));
  }

  @Override
  public void score(List<TokenSequence> batch, LogitSink sink) {
    score(batch, sink, Probing.NOTHING);
  }

  @Override
  public void score(List<TokenSequence> batch, LogitSink sink, AttentionSink attention) {
    new Scoring(model, batch, sink, attention).run();
  }

  @Override
  public void generate(List<GenerationRequest> batch, TokenSink sink) {
    new Generation(model, batch, sink).run();
  }

  @Override
  public Session openSession() {
    return new CachedSession(model);
  }

  @Override
  public void close() {
    model.close();
  }
}
