package dev.pare.core.io;

import dev.pare.core.PareException;
import dev.pare.core.tensor.FileBytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A text file by its lines, those that are blank passed over. Where lines begin is held, not what
 * they say. Safe for many threads.
 */
public final class TextLines implements AutoCloseable {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int MOST_CONTINUATIONS = 3; // of a character in UTF-8

  private final Path file;
  private final FileBytes bytes;
  private final String sha256;
  private long[] starts = new long[1024];
  private long[] ends = new long[1024];
  private long[] numbers = new long[1024];
  private int count;

  private TextLines(Path file, FileBytes bytes) {
    this.file = file;
    this.bytes = bytes;
    sha256 = index();
    if (count == 0) {
      throw new PareException(file, "holds no text", "give a file with text");
    }
  }

  /**
   * Reads the file once, to find its lines.
   *
   * @throws PareException if it cannot be read, or all of it is blank
   */
  public static TextLines open(Path file) {
    FileBytes bytes = FileBytes.open(file);
    try {
      return new TextLines(file, bytes);
    } catch (RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /** Finds the lines; returns the file's hash. */
  private String index() {
    MessageDigest digest = Hashes.digest();
    ByteBuffer block = ByteBuffer.allocate((int) Math.min(BLOCK_BYTES, bytes.size()));
    long start = 0;
    long number = 1;
    boolean blank = true;
    for (long at = 0; at < bytes.size(); at += block.limit()) {
      block.clear().limit((int) Math.min(block.capacity(), bytes.size() - at));
      bytes.read(at, block);
      digest.update(block.array(), 0, block.limit());
      for (int i = 0; i < block.limit(); i++) {
        byte b = block.get(i);
        if (b == '\n') {
          add(blank, number++, start, at + i);
          start = at + i + 1;
          blank = true;
        } else if (b > ' ' || b < 0) {
          blank = false;
        }
      }
    }
    add(blank, number, start, bytes.size());
    return HexFormat.of().formatHex(digest.digest());
  }

  private void add(boolean blank, long number, long start, long end) {
    if (blank) {
      return;
    }
    if (end - start > Integer.MAX_VALUE / 2) {
      throw new PareException(
          file + " line " + number, "has " + (end - start) + " bytes", "break it into lines");
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    starts[count] = start;
    ends[count] = end;
    numbers[count++] = number;
  }

  /** How many lines are not blank. */
  public int count() {
    return count;
  }

  /** What errors call a line: the file, and the number that editors give it. */
  public String where(int index) {
    return file + " line " + numbers[index];
  }

  /**
   * A line without white space around it.
   *
   * @throws PareException if it is no UTF-8
   */
  public String line(int index) {
    ByteBuffer text = read(starts[index], (int) (ends[index] - starts[index]));
    return decode(where(index), text).strip();
  }

  /**
   * The text from a line's start on, blank lines and all, as far as so many bytes go: whole
   * characters only.
   *
   * @throws PareException if it is no UTF-8
   */
  public String from(int index, int most) {
    int length = (int) Math.min(most, bytes.size() - starts[index]);
    ByteBuffer text = read(starts[index], length);
    if (!reachesEnd(index, most)) {
      text.limit(wholeCharacters(text));
    }
    return decode(where(index), text);
  }

  /** Whether that goes to the file's end. */
  public boolean reachesEnd(int index, int most) {
    return bytes.size() - starts[index] <= most;
  }

  private ByteBuffer read(long start, int length) {
    ByteBuffer text = ByteBuffer.allocate(length);
    bytes.read(start, text);
    return text.flip();
  }

  /** Where the last character begins, if not all of it is there; else the end. */
  private static int wholeCharacters(ByteBuffer text) {
    int lead = text.limit() - 1;
    int least = Math.max(0, lead - MOST_CONTINUATIONS);
    while (lead > least && (text.get(lead) & 0xc0) == 0x80) {
      lead--;
    }
    int first = text.get(lead) & 0xff;
    int length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    return lead + length > text.limit() ? lead : text.limit();
  }

  /**
   * UTF-8, strictly.
   *
   * @param where what to name in errors
   */
  public static String decode(Object where, ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new PareException(where, "not UTF-8 text", "convert the file to UTF-8", e);
    }
  }

  /** Of the file's bytes. */
  public String sha256() {
    return sha256;
  }

  @Override
  public void close() {
    bytes.close();
  }
}
