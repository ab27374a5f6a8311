package dev.pare.evaluate.divergence;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows as bytes, one after the other, each about 250 of them at {@link KeptRow#TOKENS} tokens:
 *
 * <pre>{@code
 * kept tokens, top, drawn tokens   a byte each
 * tail                             float32, big-endian
 * each kept token, then each drawn one:
 *   id less the one before         7 bits a byte, the lowest first, the highest bit set but in the last
 *   −log p in steps of 2⁻¹⁹        3 bytes, big-endian
 * }</pre>
 */
public final class KeptRows {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds a row at the end. */
  public void add(KeptRow row) {
    bytes.write(row.ids.length);
    bytes.write(row.top);
    bytes.write(row.drawn.length);
    bytes.writeBytes(ByteBuffer.allocate(Float.BYTES).putFloat(row.tail).array());
    write(row.ids, row.logProbabilities);
    write(row.drawn, row.drawnLogProbabilities);
  }

  private void write(int[] ids, float[] logProbabilities) {
    int before = 0;
    for (int i = 0; i < ids.length; i++) {
      int rest = ids[i] - before;
      before = ids[i];
      for (; rest > 0x7f; rest >>>= 7) {
        bytes.write((rest & 0x7f) | 0x80);
      }
      bytes.write(rest);
      int steps = LogSteps.of(logProbabilities[i]);
      bytes.write(steps >>> 16);
      bytes.write(steps >>> 8);
      bytes.write(steps);
    }
  }

  /** All rows added so far. */
  public byte[] bytes() {
    return bytes.toByteArray();
  }

  /**
   * @param vocabulary how many tokens there are
   * @throws IllegalArgumentException if the bytes are not rows over such a vocabulary
   */
  public static List<KeptRow> read(byte[] bytes, int vocabulary) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<KeptRow> rows = new ArrayList<>();
    try {
      while (in.hasRemaining()) {
        rows.add(row(in, vocabulary));
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("rows end too early", e);
    }
    return rows;
  }

  private static KeptRow row(ByteBuffer in, int vocabulary) {
    int kept = in.get() & 0xff;
    int top = in.get() & 0xff;
    int drawn = in.get() & 0xff;
    float tail = in.getFloat();
    check(kept <= KeptRow.TOKENS && drawn <= KeptRow.DRAWN, "more tokens than a row has");
    check(top < kept || kept == 0, "a most probable token that is not there");
    check(tail >= 0 && tail < 1.01f, "a tail of " + tail);
    int[] ids = new int[kept];
    float[] logProbabilities = new float[kept];
    read(in, vocabulary, ids, logProbabilities);
    for (int i = 1; i < kept; i++) {
      check(ids[i] > ids[i - 1], "a token twice");
    }
    int[] drawnIds = new int[drawn];
    float[] drawnLogProbabilities = new float[drawn];
    read(in, vocabulary, drawnIds, drawnLogProbabilities);
    return new KeptRow(ids, logProbabilities, top, tail, drawnIds, drawnLogProbabilities);
  }

  private static void read(ByteBuffer in, int vocabulary, int[] ids, float[] logProbabilities) {
    long id = 0;
    for (int i = 0; i < ids.length; i++) {
      int next;
      int shift = 0;
      do {
        next = in.get();
        id += (long) (next & 0x7f) << shift;
        shift += 7;
      } while (next < 0 && shift < 35);
      check(next >= 0 && id < vocabulary, "a token outside the vocabulary");
      ids[i] = (int) id;
      int steps = (in.get() & 0xff) << 16 | (in.get() & 0xff) << 8 | (in.get() & 0xff);
      logProbabilities[i] = LogSteps.value(steps);
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("rows with " + what);
    }
  }
}
