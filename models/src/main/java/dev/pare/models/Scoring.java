package dev.pare.models;

import dev.pare.core.lm.AttentionSink;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.LogitSink.Rows;
import dev.pare.core.lm.TokenSequence;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One call of {@code score}. Sequences of like length run together, padded at the end, where the
 * causal mask hides the padding; one that is longer than a pass runs in chunks through a cache;
 * what several begin with alike is read once (see {@link SharedPrefix}). So memory is bounded by
 * {@link #PASS_TOKENS}, {@link #LOGIT_BYTES} and {@link #CACHE_BYTES}, whatever the batch.
 */
final class Scoring {
  static final int PASS_TOKENS = 2048;
  static final int LOGIT_BYTES = 64 << 20;
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
    chunk = Math.max(1, LOGIT_BYTES / Float.BYTES / vocabulary);
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
    runAlone(groups.stream().filter(shared -> shared.prefix() == 0).toList());
    runShared(groups.stream().filter(shared -> shared.prefix() > 0).toList());
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

  private void runAlone(List<SharedPrefix> groups) {
    List<Strand> order =
        groups.stream()
            .map(shared -> shared.strands().get(0))
            .sorted(Comparator.comparingInt(strand -> -strand.length()))
            .toList();
    for (int first = 0; first < order.size(); ) {
      int rows = Math.max(1, PASS_TOKENS / order.get(first).length());
      List<Strand> group = order.subList(first, Math.min(order.size(), first + rows));
      if (group.get(0).length() > PASS_TOKENS) {
        inChunks(group.get(0));
      } else {
        together(group);
      }
      group.forEach(strand -> tell(strand.members()));
      first += group.size();
    }
  }

  private void tell(List<Integer> members) {
    members.forEach(i -> sink.targets(i, logProbabilities[i], greedy[i]));
  }

  /** A row of a pass: positions from {@code first} to before {@code end} of a strand. */
  record Row(Strand strand, List<Integer> members, int first, int end) {
    int tokens() {
      return end - first;
    }

    static Row of(Strand strand) {
      return new Row(strand, strand.members(), 0, strand.length());
    }
  }

  private void together(List<Strand> group) {
    List<Row> rows = group.stream().map(Row::of).toList();
    try (TorchScope scope = TorchScope.open()) {
      deliver(rows, model.forward(ids(rows), probing.tap(rows)));
    }
  }

  private void inChunks(Strand strand) {
    try (KvCache cache = new KvCache(model, 1, strand.length())) {
      for (int first = 0; first < strand.length(); first += PASS_TOKENS) {
        int end = Math.min(first + PASS_TOKENS, strand.length());
        List<Row> row = List.of(new Row(strand, strand.members(), first, end));
        try (TorchScope scope = TorchScope.open()) {
          KvCache.Place place = cache.chunk(first, end - first);
          deliver(row, model.forward(ids(row), cache, place, probing.tap(row)));
        }
      }
    }
  }

  /** Groups with long prefixes first, as many at a time as a pass and their caches allow. */
  private void runShared(List<SharedPrefix> groups) {
    List<SharedPrefix> order = new ArrayList<>(groups);
    order.sort(Comparator.comparingInt(shared -> -shared.prefix()));
    for (int first = 0; first < order.size(); ) {
      int longest = order.get(first).prefix();
      long cached = CACHE_BYTES / KvCache.bytesPerPosition(model) / longest;
      int count = (int) Math.max(1, Math.min(PASS_TOKENS / longest, cached));
      List<SharedPrefix> group = order.subList(first, Math.min(order.size(), first + count));
      withPrefixes(group);
      group.forEach(shared -> tell(shared.members()));
      first += group.size();
    }
  }

  private void withPrefixes(List<SharedPrefix> group) {
    List<Row> prefixes = new ArrayList<>();
    List<Row> rest = new ArrayList<>();
    List<Integer> prefixOf = new ArrayList<>();
    for (SharedPrefix shared : group) {
      prefixes.add(new Row(shared.strands().get(0), shared.members(), 0, shared.prefix()));
      for (Strand strand : shared.strands()) {
        rest.add(new Row(strand, strand.members(), shared.prefix(), strand.length()));
        prefixOf.add(prefixes.size() - 1);
      }
    }
    int longest = group.get(0).prefix();
    try (KvCache cache = new KvCache(model, group.size(), longest)) {
      try (TorchScope scope = TorchScope.open()) {
        KvCache.Place place = cache.chunk(0, longest);
        deliver(prefixes, model.forward(ids(prefixes), cache, place, probing.tap(prefixes)));
      }
      afterPrefixes(cache, longest, rest, prefixOf);
    }
  }

  /** What follows the prefixes in a cache: rows of like length together. */
  private void afterPrefixes(KvCache cache, int longest, List<Row> rest, List<Integer> prefixOf) {
    List<Integer> order =
        IntStream.range(0, rest.size())
            .boxed()
            .sorted(Comparator.comparingInt(row -> -rest.get(row).tokens()))
            .toList();
    for (int first = 0; first < order.size(); ) {
      int tokens = rest.get(order.get(first)).tokens();
      long cached = CACHE_BYTES / KvCache.bytesPerPosition(model) / (longest + tokens);
      int count = (int) Math.max(1, Math.min(PASS_TOKENS / tokens, cached));
      List<Integer> group = order.subList(first, Math.min(order.size(), first + count));
      List<Row> rows = group.stream().map(rest::get).toList();
      long[] copied = group.stream().mapToLong(prefixOf::get).toArray();
      int[] starts = rows.stream().mapToInt(Row::first).toArray();
      try (KvCache own = cache.copies(copied, longest, longest + tokens);
          TorchScope scope = TorchScope.open()) {
        KvCache.Place place = own.chunks(starts, tokens);
        deliver(rows, model.forward(ids(rows), own, place, probing.tap(rows)));
      }
      first += group.size();
    }
  }

  /** [rows, tokens of the longest row, the first], zeros past a row's end. */
  private static TorchTensor ids(List<Row> rows) {
    int tokens = tokens(rows);
    long[] ids = new long[rows.size() * tokens];
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      for (int t = 0; t < row.tokens(); t++) {
        ids[i * tokens + t] = row.strand().id(row.first() + t);
      }
    }
    return Torch.longs(ids, rows.size(), tokens);
  }

  static int tokens(List<Row> rows) {
    return rows.stream().mapToInt(Row::tokens).max().orElseThrow();
  }

  /** A position of a sequence, as a token of the pass just made. */
  private record Position(int sequence, int position, int index) {}

  /** hidden [rows, tokens, hidden] holds the rows' positions. */
  private void deliver(List<Row> rows, TorchTensor hidden) {
    int tokens = tokens(rows);
    List<Position> withRow = new ArrayList<>();
    List<Position> withoutRow = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      for (int sequence : row.members()) {
        int firstRow = firstRow(sequence);
        int endRow = endRow(sequence);
        int firstWithout = sink.firstTarget(sequence, length(sequence)) - 1;
        for (int at = row.first(); at < Math.min(row.end(), length(sequence)); at++) {
          Position position = new Position(sequence, at, i * tokens + at - row.first());
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
