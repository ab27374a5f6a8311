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
 * Rows in a temporary file, read and written by position: no limit of 2 GiB as a mapping has, and
 * the system's cache holds what fits. The file goes with this object or with the process, however
 * that ends: where the system can, it has no name from the start.
 */
final class FileRows implements RowStore {
  private final Path folder;
  private final FileChannel file;
  private final ByteBuffer bytes; // one row
  private final FloatBuffer floats; // the same row

  FileRows(int width, Path folder) {
    this.folder = folder;
    this.bytes = ByteBuffer.allocateDirect(width * Float.BYTES).order(ByteOrder.nativeOrder());
    this.floats = bytes.asFloatBuffer();
    try {
      this.file =
          FileChannel.open(
              Files.createTempFile(folder, "pare-rows", ".tmp"),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw failure(e);
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
      throw failure(e);
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
      throw failure(e);
    }
    floats.get(0, values);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private long offset(int row) {
    return (long) row * bytes.capacity();
  }

  private PareException failure(IOException e) {
    return new PareException(
        folder,
        "can't keep the baseline's rows in a temporary file: " + e,
        "make room there, or name another folder by -Djava.io.tmpdir",
        e);
  }
}
