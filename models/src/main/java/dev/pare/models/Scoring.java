package dev.pare.models;

import dev.pare.core.lm.AttentionSink;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.LogitSink.Rows;
import dev.pare.core.lm.TokenSequence;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * One call of {@code score}. What several sequences begin with alike is read once (see {@link
 * SharedPrefix}): in a {@link Pass} with what follows, or where that is long, first and into a
 * cache. Rows of like length run together, padded at the end; a sequence that is longer than a pass
 * runs in chunks through a cache. So memory is bounded by {@link #PASS_TOKENS}, {@link
 * #LOGIT_BYTES} and {@link #CACHE_BYTES}, whatever the batch.
 */
final class Scoring {
  static final int PASS_TOKENS = 2048;
  static final int TREE_TOKENS = 1024; // in a longer row too much of what is attended to is hidden
  static final int ENOUGH_TOKENS = 256; // fewer make slower products
  static final int LOGIT_BYTES = 24 << 20; // malloc returns what is 32 MiB or more to the system
  static final int LEAST_LOGIT_ROWS = 64;
  static final long CACHE_BYTES = 512L << 20;

  private final Decoder model;
  private final List<TokenSequence> batch;
  private final LogitSink sink;
  private final int vocabulary;
  private final int chunk; // positions whose logits are held at a time
  private final Probing probing;

  private final float[][] logProbabilities;
  private final boolean[][] greedy;

  Scoring(Decoder model, List<TokenSequence> batch, LogitSink sink, AttentionSink attention) {
    this.model = model;
    this.batch = batch;
    this.sink = sink;
    vocabulary = model.config().vocabularySize();
    chunk = Math.max(LEAST_LOGIT_ROWS, LOGIT_BYTES / Float.BYTES / vocabulary);
    probing = new Probing(model, batch, attention);
    logProbabilities = new float[batch.size()][];
    greedy = new boolean[batch.size()][];
  }

  void run() {
    for (int i = 0; i < batch.size(); i++) {
      TokenChecks.require(model.config(), "sequence " + i, batch.get(i));
      logProbabilities[i] = new float[length(i) - 1];
      greedy[i] = new boolean[length(i) - 1];
    }
    List<SharedPrefix> groups = SharedPrefix.of(batch, this::inputLength, PASS_TOKENS);
    runWhole(groups.stream().filter(Scoring::fitsRow).toList());
    for (SharedPrefix shared : groups) {
      if (!fitsRow(shared) && shared.prefix() == 0) {
        inChunks(shared.strands().get(0));
        tell(shared.members());
      }
    }
    runShared(groups.stream().filter(g -> !fitsRow(g) && g.prefix() > 0).toList());
    IntStream.range(0, batch.size())
        .filter(i -> inputLength(i) == 0)
        .forEach(i -> sink.targets(i, logProbabilities[i], greedy[i]));
  }

  private int length(int sequence) {
    return batch.get(sequence).length();
  }

  /** The first position whose row is asked for. */
  private int firstRow(int sequence) {
    int length = length(sequence);
    return sink.rows() == Rows.NONE ? length : sink.firstRow(sequence, length);
  }

  /** The position before which rows end, at most {@code length}. */
  private int endRow(int sequence) {
    return Math.min(length(sequence), sink.endRow(sequence, length(sequence)));
  }

  /** The last token is read for its row alone, or its queries and keys. */
  private int inputLength(int sequence) {
    int end = endRow(sequence);
    int targets = length(sequence) - 1;
    int scored = firstRow(sequence) < end ? Math.max(end, targets) : targets;
    return Math.max(scored, probing.inputLength(sequence));
  }

  private static boolean fitsRow(SharedPrefix shared) {
    return shared.tokens() <= (shared.prefix() > 0 ? TREE_TOKENS : PASS_TOKENS);
  }

  /** Groups each of which is a row, the longest first. */
  private void runWhole(List<SharedPrefix> groups) {
    List<SharedPrefix> order = new ArrayList<>(groups);
    order.sort(Comparator.comparingInt(shared -> -shared.tokens()));
    for (int first = 0; first < order.size(); ) {
      List<SharedPrefix> rest = order.subList(first, order.size());
      int count = alike(rest, SharedPrefix::tokens, PASS_TOKENS / rest.get(0).tokens());
      List<SharedPrefix> group = rest.subList(0, count);
      Pass pass = Pass.ofTrees(group);
      try (TorchScope scope = TorchScope.open()) {
        deliver(pass, model.forward(pass, probing.tap(pass)));
      }
      group.forEach(shared -> tell(shared.members()));
      first += count;
    }
  }

  /**
   * How many of the first, the longest coming first, run together: no more than fit, and none so
   * short that it would mostly be padding, unless there are too few tokens for a pass without it.
   */
  private static <T> int alike(List<T> order, ToIntFunction<T> length, long most) {
    int longest = length.applyAsInt(order.get(0));
    int count = 1;
    while (count < Math.min(most, order.size())
        && (count * longest < ENOUGH_TOKENS
            || 4 * length.applyAsInt(order.get(count)) >= 3 * longest)) {
      count++;
    }
    return count;
  }

  private void tell(List<Integer> members) {
    members.forEach(i -> sink.targets(i, logProbabilities[i], greedy[i]));
  }

  private void inChunks(Strand strand) {
    try (KvCache cache = new KvCache(model, 1, strand.length())) {
      for (int first = 0; first < strand.length(); first += PASS_TOKENS) {
        int end = Math.min(first + PASS_TOKENS, strand.length());
        Pass pass = Pass.ofRows(List.of(new Pass.Run(strand, strand.members(), first, end)));
        try (TorchScope scope = TorchScope.open()) {
          KvCache.Place place = cache.chunk(first, end - first);
          deliver(pass, model.forward(pass.ids(), cache, place, probing.tap(pass)));
        }
      }
    }
  }

  /** Groups with long prefixes first, as many at a time as a pass and their caches allow. */
  private void runShared(List<SharedPrefix> groups) {
    List<SharedPrefix> order = new ArrayList<>(groups);
    order.sort(Comparator.comparingInt(shared -> -shared.prefix()));
    for (int first = 0; first < order.size(); ) {
      List<SharedPrefix> rest = order.subList(first, order.size());
      int longest = rest.get(0).prefix();
      long cached = CACHE_BYTES / KvCache.bytesPerPosition(model) / longest;
      int count = alike(rest, SharedPrefix::prefix, Math.min(PASS_TOKENS / longest, cached));
      List<SharedPrefix> group = rest.subList(0, count);
      withPrefixes(group);
      group.forEach(shared -> tell(shared.members()));
      first += count;
    }
  }

  private void withPrefixes(List<SharedPrefix> group) {
    List<Pass.Run> prefixes = new ArrayList<>();
    List<Pass.Run> rest = new ArrayList<>();
    List<Integer> prefixOf = new ArrayList<>();
    for (SharedPrefix shared : group) {
      prefixes.add(new Pass.Run(shared.strands().get(0), shared.members(), 0, shared.prefix()));
      for (Strand strand : shared.strands()) {
        rest.add(new Pass.Run(strand, strand.members(), shared.prefix(), strand.length()));
        prefixOf.add(prefixes.size() - 1);
      }
    }
    Pass pass = Pass.ofRows(prefixes);
    try (KvCache cache = new KvCache(model, group.size(), pass.width())) {
      try (TorchScope scope = TorchScope.open()) {
        KvCache.Place place = cache.chunk(0, pass.width());
        deliver(pass, model.forward(pass.ids(), cache, place, probing.tap(pass)));
      }
      afterPrefixes(cache, pass.width(), rest, prefixOf);
    }
  }

  /** What follows the prefixes in a cache: rows of like length together. */
  private void afterPrefixes(
      KvCache cache, int longest, List<Pass.Run> runs, List<Integer> prefixOf) {
    List<Integer> order =
        IntStream.range(0, runs.size())
            .boxed()
            .sorted(Comparator.comparingInt(run -> -runs.get(run).tokens()))
            .toList();
    for (int first = 0; first < order.size(); ) {
      List<Integer> rest = order.subList(first, order.size());
      int tokens = runs.get(rest.get(0)).tokens();
      long cached = CACHE_BYTES / KvCache.bytesPerPosition(model) / (longest + tokens);
      int count =
          alike(rest, run -> runs.get(run).tokens(), Math.min(PASS_TOKENS / tokens, cached));
      List<Integer> group = rest.subList(0, count);
      Pass pass = Pass.ofRows(group.stream().map(runs::get).toList());
      long[] copied = group.stream().mapToLong(prefixOf::get).toArray();
      int[] starts = group.stream().mapToInt(run -> runs.get(run).first()).toArray();
      try (KvCache own = cache.copies(copied, longest, longest + tokens);
          TorchScope scope = TorchScope.open()) {
        KvCache.Place place = own.chunks(starts, tokens);
        deliver(pass, model.forward(pass.ids(), own, place, probing.tap(pass)));
      }
      first += count;
    }
  }

  /** A position of a sequence, as a token of the pass just made. */
  private record Position(int sequence, int position, int index) {}

  /** hidden [rows, width, hidden] holds the pass's tokens. */
  private void deliver(Pass pass, TorchTensor hidden) {
    List<Position> withRow = new ArrayList<>();
    List<Position> withoutRow = new ArrayList<>();
    for (Pass.Piece piece : pass.pieces()) {
      for (int sequence : piece.run().members()) {
        int firstRow = firstRow(sequence);
        int endRow = endRow(sequence);
        int firstWithout = sink.firstTarget(sequence, length(sequence)) - 1;
        int end = Math.min(piece.run().end(), length(sequence));
        for (int at = piece.run().first(); at < end; at++) {
          Position position = new Position(sequence, at, piece.index(at));
          if (at >= firstRow && at < endRow) {
            withRow.add(position);
          } else if (at >= firstWithout && at < length(sequence) - 1) {
            withoutRow.add(position);
          }
        }
      }
    }
    if (!withoutRow.isEmpty()) {
      keep(withoutRow, model.targets(select(hidden, withoutRow), targets(withoutRow), chunk));
    }
    for (int from = 0; from < withRow.size(); from += chunk) {
      deliverRows(hidden, withRow.subList(from, Math.min(withRow.size(), from + chunk)));
    }
  }

  private void deliverRows(TorchTensor hidden, List<Position> positions) {
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor values = model.logits(select(hidden, positions));
      keep(positions, model.targets(values, targets(positions)));
      if (sink.rows() == Rows.LOG_PROBABILITIES) {
        TorchTensor logits = values;
        values = model.logProbabilities(logits);
        logits.close();
      }
      ByteBuffer bytes = values.bytes();
      int rowBytes = vocabulary * Float.BYTES;
      for (int i = 0; i < positions.size(); i++) {
        ByteBuffer row = bytes.slice(i * rowBytes, rowBytes).order(ByteOrder.nativeOrder());
        Position at = positions.get(i);
        sink.row(at.sequence(), at.position(), row.asFloatBuffer());
      }
    }
  }

  private TorchTensor select(TorchTensor hidden, List<Position> positions) {
    return model.select(hidden, positions.stream().mapToLong(Position::index).toArray());
  }

  /** The tokens that follow; beyond the sequence, where nothing is kept, any. */
  private long[] targets(List<Position> positions) {
    return positions.stream()
        .mapToLong(
            at ->
                at.position() + 1 < length(at.sequence())
                    ? batch.get(at.sequence()).ids()[at.position() + 1]
                    : 0)
        .toArray();
  }

  private void keep(List<Position> positions, TorchTensor[] targets) {
    float[] log = targets[0].floats();
    boolean[] top = targets[1].booleans();
    for (int i = 0; i < log.length; i++) {
      Position at = positions.get(i);
      if (at.position() + 1 < length(at.sequence())) {
        logProbabilities[at.sequence()][at.position()] = log[i];
        greedy[at.sequence()][at.position()] = top[i];
      }
    }
  }
}
