package dev.pare.models;

import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.Sampler;
import dev.pare.core.lm.TokenSink;
import dev.pare.core.lm.TokenSink.Finish;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One call of {@code generate}. Requests run together in waves, as many as {@link #CACHE_BYTES}
 * allows: their prompts in chunks, padded at the end, then a token each at a time. A row that is
 * done gives its place to the last one.
 */
final class Generation {
  static final int PROMPT_TOKENS = 512;
  static final long CACHE_BYTES = 1L << 30;
  static final int MAX_ROWS = 64;

  private final Decoder model;
  private final List<GenerationRequest> batch;
  private final TokenSink sink;
  private final float[] logits;

  Generation(Decoder model, List<GenerationRequest> batch, TokenSink sink) {
    this.model = model;
    this.batch = batch;
    this.sink = sink;
    logits = new float[model.config().vocabularySize()];
  }

  /** A request under way: the last of its tokens is not in the cache yet. */
  private static final class Row {
    final int request;
    final int[] prompt;
    final Sampler sampler;
    int produced;
    int last;

    Row(int request, GenerationRequest asked) {
      this.request = request;
      prompt = asked.prompt().ids();
      sampler = new Sampler(asked.sampling());
    }

    int length() {
      return prompt.length + produced;
    }
  }

  void run() {
    List<Row> waiting = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      TokenChecks.require(model.config(), "prompt " + i, batch.get(i).prompt());
    }
    for (int i = 0; i < batch.size(); i++) {
      Row row = new Row(i, batch.get(i));
      if (!full(row)) {
        waiting.add(row);
      }
    }
    waiting.sort(Comparator.comparingInt(row -> -row.prompt.length));
    for (int first = 0; first < waiting.size(); ) {
      int count = Math.min(waveSize(waiting.get(first)), waiting.size() - first);
      wave(new ArrayList<>(waiting.subList(first, first + count)));
      first += count;
    }
  }

  /** How many rows like this one, the longest left, have their caches in bounds. */
  private int waveSize(Row row) {
    long positions = row.prompt.length + (long) batch.get(row.request).maxTokens();
    long bytes =
        Math.min(positions, model.config().maxPositions()) * KvCache.bytesPerPosition(model);
    return (int) Math.max(1, Math.min(MAX_ROWS, CACHE_BYTES / bytes));
  }

  /** Rows by falling prompt length. */
  private void wave(List<Row> rows) {
    int longest = rows.get(0).prompt.length;
    try (KvCache cache = new KvCache(model, rows.size(), longest + 1)) {
      write(rows, cache, 0);
    }
  }

  /** Runs the only request, on a cache that holds its prompt's first {@code start} tokens. */
  void resume(KvCache cache, int start) {
    Row row = new Row(0, batch.get(0));
    if (!full(row)) {
      write(new ArrayList<>(List.of(row)), cache, start);
    }
  }

  private void write(List<Row> rows, KvCache cache, int start) {
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor last = prompts(rows, cache, start);
      choose(rows, cache, model.nextLogits(last));
    }
    while (!rows.isEmpty()) {
      try (TorchScope scope = TorchScope.open()) {
        choose(rows, cache, model.nextLogits(step(rows, cache)));
      }
    }
  }

  /** The hidden state [rows, hidden] of every prompt's last token, run from {@code start} on. */
  private TorchTensor prompts(List<Row> rows, KvCache cache, int start) {
    int longest = rows.get(0).prompt.length;
    int step = Math.max(1, PROMPT_TOKENS / rows.size());
    List<TorchTensor> last = new ArrayList<>();
    for (int first = start; first < longest; first += step) {
      int from = first;
      int active = (int) rows.stream().filter(row -> row.prompt.length > from).count();
      cache.use(active);
      int tokens = Math.min(step, longest - first);
      TorchTensor ended = promptChunk(rows.subList(0, active), cache, first, tokens);
      if (ended != null) {
        last.add(0, ended); // shorter prompts, so later rows, end earlier
      }
    }
    cache.use(rows.size());
    return model.source().call("join", (Object) last.toArray(TorchTensor[]::new));
  }

  /** The last hidden states of those prompts that end in this chunk, null if none does. */
  private TorchTensor promptChunk(List<Row> rows, KvCache cache, int first, int tokens) {
    long[] ids = new long[rows.size() * tokens];
    for (int row = 0; row < rows.size(); row++) {
      int[] prompt = rows.get(row).prompt;
      for (int t = 0; t < Math.min(tokens, prompt.length - first); t++) {
        ids[row * tokens + t] = prompt[first + t];
      }
    }
    long[] ended =
        IntStream.range(0, rows.size())
            .filter(row -> rows.get(row).prompt.length <= first + tokens)
            .mapToLong(row -> (long) row * tokens + rows.get(row).prompt.length - 1 - first)
            .toArray();
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor hidden =
          model.forward(
              Torch.longs(ids, rows.size(), tokens),
              cache,
              cache.chunk(first, tokens),
              Decoder.Tap.NONE);
      return ended.length == 0 ? null : scope.handOut(model.select(hidden, ended));
    }
  }

  /** The hidden states [rows, hidden] of every row's last token, now in the cache. */
  private TorchTensor step(List<Row> rows, KvCache cache) {
    long[] ids = rows.stream().mapToLong(row -> row.last).toArray();
    int[] positions = rows.stream().mapToInt(row -> row.length() - 1).toArray();
    TorchTensor hidden =
        model.forward(
            Torch.longs(ids, ids.length, 1), cache, cache.step(positions), Decoder.Tap.NONE);
    return model.select(hidden, Decoder.positions(0, ids.length));
  }

  /** Chooses and delivers a token for every row; those that are done leave. */
  private void choose(List<Row> rows, KvCache cache, TorchTensor next) {
    FloatBuffer values = next.bytes().asFloatBuffer();
    List<Integer> done = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      values.get(i * logits.length, logits);
      Row row = rows.get(i);
      row.last = row.sampler.next(logits);
      if (deliver(row)) {
        done.add(0, i);
      }
    }
    for (int i : done) {
      Row moved = rows.remove(rows.size() - 1);
      if (i < rows.size()) {
        rows.set(i, moved);
        cache.move(rows.size(), i);
      }
    }
    if (!done.isEmpty() && !rows.isEmpty()) {
      cache.use(rows.size());
    }
  }

  /** Whether the row is over with the token just chosen. */
  private boolean deliver(Row row) {
    if (batch.get(row.request).stopTokens().contains(row.last)) {
      sink.finished(row.request, Finish.STOP_TOKEN);
      return true;
    }
    row.produced++;
    if (!sink.token(row.request, row.last)) {
      sink.finished(row.request, Finish.CANCELLED);
      return true;
    }
    return full(row);
  }

  /** Whether the row has no room for another token. */
  private boolean full(Row row) {
    if (row.produced >= batch.get(row.request).maxTokens()) {
      sink.finished(row.request, Finish.MAX_TOKENS);
      return true;
    }
    if (row.length() >= model.config().maxPositions()) {
      sink.finished(row.request, Finish.CONTEXT_FULL);
      return true;
    }
    return false;
  }
}
