package dev.pare.evaluate;

import dev.pare.core.PareException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Rows in a file, read and written by position: no limit of 2 GiB as a mapping has, and the
 * system's cache holds what fits.
 */
final class FileRows implements RowStore {
  private final Path where;
  private final FileChannel file;
  private final long start; // of row 0
  private final ByteBuffer bytes; // one row
  private final FloatBuffer floats; // the same row

  /**
   * @param where the file is, for errors
   * @param file is closed with the rows
   */
  FileRows(Path where, FileChannel file, long start, int width) {
    this.where = where;
    this.file = file;
    this.start = start;
    this.bytes = ByteBuffer.allocateDirect(width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    this.floats = bytes.asFloatBuffer();
  }

  /**
   * In a file that goes with this object or with the process, however that ends: where the system
   * can, it has no name from the start.
   */
  static FileRows temporary(int width, Path folder) {
    try {
      FileChannel file =
          FileChannel.open(
              Files.createTempFile(folder, "pare-rows", ".tmp"),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      return new FileRows(folder, file, 0, width);
    } catch (IOException e) {
      throw failure(folder, e);
    }
  }

  @Override
  public void put(int row, FloatBuffer values) {
    floats.put(0, values, values.position(), floats.capacity());
    bytes.clear();
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes, offset(row) + bytes.position());
      }
    } catch (IOException e) {
      throw failure(where, e);
    }
  }

  @Override
  public void get(int row, float[] values) {
    bytes.clear();
    try {
      while (bytes.hasRemaining()) {
        if (file.read(bytes, offset(row) + bytes.position()) < 0) {
          throw new EOFException("row " + row + " is missing");
        }
      }
    } catch (IOException e) {
      throw failure(where, e);
    }
    floats.get(0, values);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw failure(where, e);
    }
  }

  private long offset(int row) {
    return start + (long) row * bytes.capacity();
  }

  private static PareException failure(Path where, IOException e) {
    return new PareException(
        where,
        "can't keep the baseline's rows there: " + e,
        "make room, or name another place, for temporary files by -Djava.io.tmpdir",
        e);
  }
}
