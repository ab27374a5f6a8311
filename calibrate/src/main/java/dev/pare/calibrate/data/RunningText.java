package dev.pare.calibrate.data;

import dev.pare.core.PareException;
import dev.pare.core.io.TextLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Stretches of a text, one from each of as many equal parts of the file, each from the start of a
 * line that chance picks. Of a file of any size no more is read than that. A text of fewer lines
 * than stretches is cut wherever a token begins.
 */
final class RunningText implements SequenceSource {
  /** Where a text is cut off, its last tokens may be others than with what follows. */
  private static final int MARGIN = 16;

  private static final int BYTES_A_TOKEN = 6;

  /** Of a text of few lines no more is encoded. */
  private static final int MOST_BYTES = 1 << 26;

  private final Path file;
  private final TextLines lines;
  private final TokenEncoder encoder;

  RunningText(Path file, TokenEncoder encoder) {
    this.file = file;
    this.encoder = encoder;
    lines = TextLines.open(file);
  }

  @Override
  public List<int[]> sequences(int count, int length, Random random) {
    return lines.count() < count
        ? anywhere(count, length, random)
        : pick(count, lines.count(), random, line -> from(line, length));
  }

  /** One from each of {@code count} equal parts of all places. */
  private static List<int[]> pick(
      int count, int places, Random random, IntFunction<int[]> sequence) {
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int first = (int) ((long) places * i / count);
      int size = Math.max(1, (int) ((long) places * (i + 1) / count) - first);
      sequences.add(sequence.apply(first + random.nextInt(size)));
    }
    return sequences;
  }

  private List<int[]> anywhere(int count, int length, Random random) {
    long most = 2L * BYTES_A_TOKEN * length * count;
    int[] ids = encoder.text(lines.from(0, (int) Math.min(most, MOST_BYTES)));
    int begin = encoder.startTokens();
    int places = ids.length - length + 1;
    if (places < 1) {
      throw tooShort(file, ids.length, length);
    }
    return pick(
        count,
        places,
        random,
        place -> {
          int[] sequence = Arrays.copyOfRange(ids, place, place + length);
          System.arraycopy(ids, 0, sequence, 0, begin);
          return sequence;
        });
  }

  /** From a line on, or from an earlier one where the text would end too soon. */
  private int[] from(int line, int length) {
    int most = BYTES_A_TOKEN * length;
    while (true) {
      int[] ids = encoder.text(lines.from(line, most));
      boolean all = lines.reachesEnd(line, most);
      if (ids.length >= length + (all ? 0 : MARGIN)) {
        return Arrays.copyOf(ids, length);
      }
      if (!all) {
        most = Math.multiplyExact(most, 2);
      } else if (line > 0) {
        line /= 2;
      } else {
        throw tooShort(file, ids.length, length);
      }
    }
  }

  static PareException tooShort(Path file, long tokens, int length) {
    return new PareException(
        file,
        "holds %,d tokens, less than one sequence of %,d".formatted(tokens, length),
        "give more text or shorter sequences");
  }

  @Override
  public String sha256() {
    return lines.sha256();
  }

  @Override
  public void close() {
    lines.close();
  }
}
