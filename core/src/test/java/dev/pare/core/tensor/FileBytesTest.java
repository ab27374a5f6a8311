package dev.pare.core.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBytesTest {
  private static final int SIZE = (3 << 20) + 7; // more than one read of a heap buffer

  @TempDir private Path folder;
  private final byte[] content = new byte[SIZE];
  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    new Random(1).nextBytes(content);
    file = Files.write(folder.resolve("file.bin"), content);
  }

  private void assertReads(ByteSource source, long start, long position, ByteBuffer target) {
    int length = target.remaining();
    target.mark();
    source.read(position, target);
    assertEquals(0, target.remaining());
    target.reset();
    assertEquals(ByteBuffer.wrap(content, (int) (start + position), length), target);
  }

  private static void refused(Runnable action, String what) {
    PareException e = assertThrows(PareException.class, action::run);
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  @Test
  void anyRangeIntoAnyBuffer() {
    try (FileBytes bytes = FileBytes.open(file)) {
      assertEquals(SIZE, bytes.size());
      assertReads(bytes, 0, 0, ByteBuffer.allocate(SIZE));
      assertReads(bytes, 0, 1, ByteBuffer.allocateDirect(SIZE - 1));
      assertReads(bytes, 0, 77, ByteBuffer.allocate(100).position(10).limit(20));
      assertReads(bytes, 0, SIZE, ByteBuffer.allocate(0));
      assertReads(bytes.slice(1000, 500).slice(100, 50), 1100, 20, ByteBuffer.allocate(30));
    }
  }

  @Test
  void aMappingIsLittleEndianAndCannotReachTheFile() {
    try (FileBytes bytes = FileBytes.open(file)) {
      ByteBuffer mapped = bytes.slice(5, 100).map(7, 20);
      assertEquals(ByteBuffer.wrap(content, 12, 20), mapped);
      assertEquals(ByteOrder.LITTLE_ENDIAN, mapped.order());
      assertTrue(mapped.isReadOnly() && mapped.isDirect());
      assertEquals(0, bytes.map(SIZE, 0).remaining());
    }
  }

  @Test
  void rangesBeyondTheEndAreRefused() {
    try (FileBytes bytes = FileBytes.open(file)) {
      for (ByteSource source : new ByteSource[] {bytes, ByteSource.of(content)}) {
        ByteBuffer two = ByteBuffer.allocate(2);
        assertThrows(IndexOutOfBoundsException.class, () -> source.read(SIZE - 1, two));
        assertThrows(IndexOutOfBoundsException.class, () -> source.read(-1, two));
        assertThrows(IndexOutOfBoundsException.class, () -> source.map(SIZE - 1, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> source.slice(1, SIZE));
        assertThrows(IndexOutOfBoundsException.class, () -> source.slice(0, -1));
        ByteSource slice = source.slice(10, 10);
        assertThrows(IndexOutOfBoundsException.class, () -> slice.read(9, two));
        assertThrows(IndexOutOfBoundsException.class, () -> slice.read(-1, two));
        assertThrows(IndexOutOfBoundsException.class, () -> slice.map(9, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> slice.slice(9, 2));
      }
    }
  }

  @Test
  void aFileThatShrinksIsReportedAsTruncated() throws IOException {
    try (FileBytes bytes = FileBytes.open(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(1000);
      String what = "file.bin: truncated while reading: ends at byte 1000, had " + SIZE;
      refused(() -> bytes.read(990, ByteBuffer.allocate(20)), what);
      refused(() -> bytes.map(990, 20), what);
    }
  }

  @Test
  void manyThreadsReadAtOnce() {
    try (FileBytes bytes = FileBytes.open(file)) {
      IntStream.range(0, 2000)
          .parallel()
          .forEach(i -> assertReads(bytes, 0, 997L * i, ByteBuffer.allocate(1 + i)));
    }
  }

  @Test
  void anInterruptIsToldToTheThreadAndToAllOthers() {
    try (FileBytes bytes = FileBytes.open(file)) {
      Thread.currentThread().interrupt();
      refused(() -> bytes.read(0, ByteBuffer.allocate(1)), "reading was interrupted");
      assertTrue(Thread.interrupted());
      refused(() -> bytes.read(0, ByteBuffer.allocate(1)), "or a thread that read it was interr");
    }
  }

  @Test
  void readingAfterCloseIsReported() {
    FileBytes bytes = FileBytes.open(file);
    bytes.close();
    refused(() -> bytes.read(0, ByteBuffer.allocate(1)), "was closed while in use");
    refused(() -> bytes.map(0, 1), "was closed while in use");
  }

  @Test
  void whatIsNoFileIsNamed() {
    refused(() -> FileBytes.open(folder), folder + ": is a folder, not a file");
    refused(() -> FileBytes.open(folder.resolve("none")), "none: no such file");
  }
}
