package dev.pare.train.data;

import dev.pare.core.PareException;
import dev.pare.core.io.Hashes;
import dev.pare.core.tensor.FileBytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * A file's lines that are not blank, one document each. Where lines begin is held, not what they
 * say.
 */
final class LineDocuments implements DocumentSource {
  private static final int BLOCK_BYTES = 1 << 20;

  /** What a line says. */
  @FunctionalInterface
  interface Reader {
    /**
     * @param number from 1
     */
    Document read(long number, String line);
  }

  private final Path file;
  private final Reader reader;
  private final FileBytes bytes;
  private final String identity;
  private long[] starts = new long[1024];
  private long[] ends = new long[1024];
  private long[] numbers = new long[1024];
  private int lines;

  LineDocuments(Path file, Reader reader) {
    this.file = file;
    this.reader = reader;
    bytes = FileBytes.open(file);
    try {
      identity = index();
      if (lines == 0) {
        throw new PareException(file, "holds no text", "give a file with a document a line");
      }
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
    if (lines == starts.length) {
      starts = Arrays.copyOf(starts, 2 * lines);
      ends = Arrays.copyOf(ends, 2 * lines);
      numbers = Arrays.copyOf(numbers, 2 * lines);
    }
    starts[lines] = start;
    ends[lines] = end;
    numbers[lines++] = number;
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(lines);
  }

  @Override
  public Document document(long index) {
    int line = Math.toIntExact(index);
    ByteBuffer text = ByteBuffer.allocate((int) (ends[line] - starts[line]));
    bytes.read(starts[line], text);
    return reader.read(numbers[line], text(file + " line " + numbers[line], text.flip()).strip());
  }

  /** UTF-8, strictly. */
  static String text(Object where, ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new PareException(where, "not UTF-8 text", "convert the file to UTF-8", e);
    }
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public void close() {
    bytes.close();
  }
}
