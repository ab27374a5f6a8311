package dev.pare.core.tokenizer;

import dev.pare.core.tensor.ByteSource;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** Bytes that are made when they are first asked for, and again where memory was short. */
final class MadeBytes implements ByteSource {
  private final Supplier<byte[]> maker;
  private SoftReference<ByteSource> made = new SoftReference<>(null);

  /**
   * @param maker makes the same bytes each time
   */
  MadeBytes(Supplier<byte[]> maker) {
    this.maker = maker;
  }

  private synchronized ByteSource bytes() {
    ByteSource bytes = made.get();
    if (bytes == null) {
      bytes = ByteSource.of(maker.get());
      made = new SoftReference<>(bytes);
    }
    return bytes;
  }

  @Override
  public long size() {
    return bytes().size();
  }

  @Override
  public void read(long position, ByteBuffer target) {
    bytes().read(position, target);
  }

  @Override
  public ByteBuffer map(long position, int length) {
    return bytes().map(position, length);
  }
}
