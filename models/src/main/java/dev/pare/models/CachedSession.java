package dev.pare.models;

import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.Session;
import dev.pare.core.lm.TokenSink;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A session over a cache of its own, which is run on from where a prompt leaves what it holds. */
final class CachedSession implements Session {
  private final Decoder model;
  private final KvCache cache;
  private int[] held = {}; // the ids whose keys and values are in the cache
  private int reused;

  CachedSession(Decoder model) {
    this.model = model;
    cache = new KvCache(model, 1, 1);
  }

  @Override
  public void generate(GenerationRequest request, TokenSink sink) {
    TokenChecks.require(model.config(), "prompt", request.prompt());
    int[] prompt = request.prompt().ids();
    int mismatch = Arrays.mismatch(prompt, held);
    int same = mismatch < 0 ? prompt.length : mismatch;
    reused = Math.min(same, prompt.length - 1); // the last one is run for its logits
    held = Arrays.copyOf(prompt, reused); // should this call fail
    Delivered delivered = new Delivered(sink);
    new Generation(model, List.of(request), delivered).resume(cache, reused);
    if (delivered.ran()) {
      held = IntStream.concat(Arrays.stream(prompt), delivered.cached()).toArray();
    }
  }

  /** Notes what passes to the sink. */
  private static final class Delivered implements TokenSink {
    private final TokenSink sink;
    private final IntStream.Builder ids = IntStream.builder();
    private int count;
    private boolean stopped;

    Delivered(TokenSink sink) {
      this.sink = sink;
    }

    @Override
    public boolean token(int request, int id) {
      ids.add(id);
      count++;
      return sink.token(request, id);
    }

    @Override
    public void finished(int request, Finish reason) {
      stopped = reason == Finish.STOP_TOKEN;
      sink.finished(request, reason);
    }

    /** Whether the model was run at all: there may have been no room for a token. */
    boolean ran() {
      return stopped || count > 0;
    }

    /** The tokens that have been run: the last one has not, unless a stop token followed it. */
    IntStream cached() {
      return ids.build().limit(stopped ? count : count - 1L);
    }
  }

  @Override
  public int reusedTokens() {
    return reused;
  }

  @Override
  public void close() {
    cache.close();
  }
}
