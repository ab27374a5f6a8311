package dev.pare.models;

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
 * causal mask hides the padding; one that is longer than a pass runs in chunks through a cache. So
 * memory is bounded by {@link #PASS_TOKENS} and {@link #LOGIT_BYTES}, whatever the batch.
 */
final class Scoring {
  static final int PASS_TOKENS = 2048;
  static final int LOGIT_BYTES = 64 << 20;

  private final Decoder model;
  private final List<TokenSequence> batch;
  private final LogitSink sink;
  private final int vocabulary;
  private final int chunk; // positions whose logits are held at a time

  private final float[][] logProbabilities;
  private final boolean[][] greedy;

  Scoring(Decoder model, List<TokenSequence> batch, LogitSink sink) {
    this.model = model;
    this.batch = batch;
    this.sink = sink;
    vocabulary = model.config().vocabularySize();
    chunk = Math.max(1, LOGIT_BYTES / Float.BYTES / vocabulary);
    logProbabilities = new float[batch.size()][];
    greedy = new boolean[batch.size()][];
  }

  void run() {
    for (int i = 0; i < batch.size(); i++) {
      TokenChecks.require(model.config(), "sequence " + i, batch.get(i));
      logProbabilities[i] = new float[length(i) - 1];
      greedy[i] = new boolean[length(i) - 1];
    }
    List<Integer> order =
        IntStream.range(0, batch.size())
            .boxed()
            .sorted(Comparator.comparingInt(this::length).reversed())
            .toList();
    for (int first = 0; first < order.size(); ) {
      int rows = Math.max(1, PASS_TOKENS / length(order.get(first)));
      List<Integer> group = order.subList(first, Math.min(order.size(), first + rows));
      if (length(group.get(0)) > PASS_TOKENS) {
        inChunks(group.get(0));
      } else {
        together(group);
      }
      group.forEach(i -> sink.targets(i, logProbabilities[i], greedy[i]));
      first += group.size();
    }
  }

  private int length(int sequence) {
    return batch.get(sequence).length();
  }

  private void together(List<Integer> group) {
    try (TorchScope scope = TorchScope.open()) {
      int tokens = length(group.get(0));
      deliver(group, 0, tokens, model.forward(ids(group, 0, tokens)));
    }
  }

  private void inChunks(int sequence) {
    try (KvCache cache = new KvCache(model, 1, length(sequence))) {
      for (int first = 0; first < length(sequence); first += PASS_TOKENS) {
        int tokens = Math.min(PASS_TOKENS, length(sequence) - first);
        try (TorchScope scope = TorchScope.open()) {
          List<Integer> group = List.of(sequence);
          TorchTensor ids = ids(group, first, tokens);
          deliver(group, first, tokens, model.forward(ids, cache, cache.chunk(first, tokens)));
        }
      }
    }
  }

  /** [group, tokens], positions from {@code first} on, zeros past a sequence's end. */
  private TorchTensor ids(List<Integer> group, int first, int tokens) {
    long[] ids = new long[group.size() * tokens];
    for (int row = 0; row < group.size(); row++) {
      int[] sequence = batch.get(group.get(row)).ids();
      for (int t = 0; t < Math.min(tokens, sequence.length - first); t++) {
        ids[row * tokens + t] = sequence[first + t];
      }
    }
    return Torch.longs(ids, group.size(), tokens);
  }

  /** A position of a sequence, as a token of the pass just made. */
  private record Position(int sequence, int position, int index) {}

  /** hidden [group, tokens, hidden] holds positions from {@code first} on. */
  private void deliver(List<Integer> group, int first, int tokens, TorchTensor hidden) {
    List<Position> withRow = new ArrayList<>();
    List<Position> withoutRow = new ArrayList<>();
    for (int row = 0; row < group.size(); row++) {
      int sequence = group.get(row);
      int length = length(sequence);
      int firstRow = sink.rows() == Rows.NONE ? length : sink.firstRow(sequence, length);
      for (int position = first; position < Math.min(first + tokens, length); position++) {
        Position at = new Position(sequence, position, row * tokens + position - first);
        if (position >= firstRow) {
          withRow.add(at);
        } else if (position < length - 1) {
          withoutRow.add(at);
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
      if (sink.rows() == Rows.LOG_PROBABILITIES) {
        TorchTensor logits = values;
        values = model.logProbabilities(logits);
        logits.close();
      }
      keep(positions, model.targets(values, targets(positions)));
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
