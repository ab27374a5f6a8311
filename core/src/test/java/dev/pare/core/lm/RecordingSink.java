package dev.pare.core.lm;

import dev.pare.core.lm.TokenSink.Finish;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Keeps all that a model delivers, and checks that it comes in order and once. */
final class RecordingSink implements LogitSink {
  private final Rows rows;
  private final int skipped;
  private final int firstTarget;
  int left; // positions at every sequence's end whose rows are not asked for
  final Map<Integer, TreeMap<Integer, float[]>> values = new TreeMap<>();
  final Map<Integer, float[]> logProbabilities = new TreeMap<>();
  final Map<Integer, boolean[]> greedy = new TreeMap<>();

  /**
   * @param skipped positions of every sequence whose rows are not asked for
   */
  RecordingSink(Rows rows, int skipped) {
    this(rows, skipped, 1);
  }

  RecordingSink(Rows rows, int skipped, int firstTarget) {
    this.rows = rows;
    this.skipped = skipped;
    this.firstTarget = firstTarget;
  }

  static RecordingSink of(LanguageModel model, Rows rows, List<TokenSequence> batch) {
    RecordingSink sink = new RecordingSink(rows, 0);
    model.score(batch, sink);
    return sink;
  }

  @Override
  public Rows rows() {
    return rows;
  }

  @Override
  public int firstRow(int sequence, int length) {
    return skipped;
  }

  @Override
  public int endRow(int sequence, int length) {
    return length - left;
  }

  @Override
  public int firstTarget(int sequence, int length) {
    return firstTarget;
  }

  @Override
  public void row(int sequence, int position, FloatBuffer row) {
    TreeMap<Integer, float[]> own = values.computeIfAbsent(sequence, i -> new TreeMap<>());
    if (!own.isEmpty() && own.lastKey() != position - 1) {
      throw new AssertionError(sequence + ": " + position + " after " + own.lastKey());
    }
    float[] copy = new float[row.remaining()];
    row.get(copy);
    own.put(position, copy);
  }

  @Override
  public void targets(int sequence, float[] logProbabilities, boolean[] greedy) {
    if (this.logProbabilities.put(sequence, logProbabilities.clone()) != null) {
      throw new AssertionError("targets of " + sequence + " came twice");
    }
    this.greedy.put(sequence, greedy.clone());
  }

  /** What a batch of requests generated. */
  static class Texts implements TokenSink {
    final int[][] tokens;
    final Finish[] finish;

    Texts(int requests) {
      tokens = new int[requests][0];
      finish = new Finish[requests];
    }

    static Texts of(LanguageModel model, GenerationRequest... requests) {
      Texts texts = new Texts(requests.length);
      model.generate(List.of(requests), texts);
      return texts;
    }

    @Override
    public boolean token(int request, int id) {
      if (finish[request] != null) {
        throw new AssertionError("a token of " + request + " after its end");
      }
      tokens[request] =
          IntStream.concat(Arrays.stream(tokens[request]), IntStream.of(id)).toArray();
      return true;
    }

    @Override
    public void finished(int request, Finish reason) {
      if (finish[request] != null) {
        throw new AssertionError("request " + request + " ended twice");
      }
      finish[request] = reason;
    }
  }
}
