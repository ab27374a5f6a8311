package dev.pare.evaluate.dataset;

import dev.pare.core.PareException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file's lines, one at a time, decoded strictly. A line ends at {@code \n}, with or without a
 * {@code \r} before; a byte order mark at the start is no part of the text.
 */
final class Lines implements AutoCloseable {
  static final int LONGEST = 64 << 20;

  private final Path file;
  private final InputStream in;
  private final Charset fallback;
  private int number;

  /**
   * @param fallback how to decode a line that is no UTF-8; null refuses it
   */
  Lines(Path file, Charset fallback) {
    this.file = file;
    this.fallback = fallback;
    try {
      in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }

  /** The line just read, from 1. */
  int number() {
    return number;
  }

  /** Where errors in the line just read are. */
  String where() {
    return file + ":" + number;
  }

  /** The next line without its end; null after the last. */
  String next() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      number++;
      for (; b >= 0 && b != '\n'; b = in.read()) {
        if (line.size() == LONGEST) {
          throw new PareException(where(), "is longer than 64 MiB", "check the file");
        }
        line.write(b);
      }
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
    String text = decode(line.toByteArray());
    text = number == 1 && text.startsWith("\ufeff") ? text.substring(1) : text;
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      if (fallback == null) {
        throw new PareException(where(), "is not UTF-8", "convert the file to UTF-8", e);
      }
      return new String(bytes, fallback);
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }
}
