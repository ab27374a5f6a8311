package dev.pare.core.safetensors;

import java.nio.ByteBuffer;

/**
 * Tensors on their way to disk, announced when it was made and written in any order, in any pieces,
 * from any number of threads.
 *
 * <p>Each byte of each tensor is written once; {@link #finish} makes sure of it. Until then what is
 * on disk is refused by every reader, and deleting it is the caller's task.
 */
public interface SafetensorsSink extends AutoCloseable {
  /**
   * Writes {@code bytes} (its remaining bytes, little-endian elements) at {@code offset} inside the
   * tensor.
   *
   * @throws IllegalArgumentException if no tensor of that name was announced
   * @throws IndexOutOfBoundsException if the tensor is shorter than that
   * @throws IllegalStateException if more bytes have been written than the tensor has
   * @throws dev.pare.core.PareException if the disk is full or the file cannot be written
   */
  void write(String name, long offset, ByteBuffer bytes);

  /**
   * Completes what was written and forces it to disk. No write may be under way or follow.
   *
   * @throws IllegalStateException if a tensor is incomplete
   */
  void finish();

  /** Lets go of the files, finished or not. */
  @Override
  void close();
}
