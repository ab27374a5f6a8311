package dev.pare.core.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
  private static final List<TensorEntry> TENSORS =
      List.of(
          entry("odd", DType.U8, 3),
          entry("weight", DType.F32, 2, 5),
          entry("scalar", DType.BF16),
          entry("empty", DType.I64, 0, 7),
          entry("big", DType.F16, 300, 700));

  @TempDir private Path folder;

  private static TensorEntry entry(String name, DType type, long... dimensions) {
    return new TensorEntry(name, type, Shape.of(dimensions));
  }

  private static byte[] content(TensorEntry entry) {
    byte[] bytes = new byte[(int) entry.byteSize()];
    new Random(entry.name().hashCode()).nextBytes(bytes);
    return bytes;
  }

  private static byte[] read(ByteSource source) {
    ByteBuffer bytes = ByteBuffer.allocate((int) source.size());
    source.read(0, bytes);
    return bytes.array();
  }

  private Path write(String fileName, List<TensorEntry> tensors, Map<String, String> metadata) {
    Path file = folder.resolve(fileName);
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, tensors, metadata)) {
      for (TensorEntry entry : tensors) {
        writer.write(entry.name(), 0, ByteBuffer.wrap(content(entry)));
      }
      writer.finish();
    }
    return file;
  }

  @Test
  void whatIsWrittenIsRead() {
    Map<String, String> metadata = Map.of("format", "pt", "quote \" and \n", "\u0001 ü 😀");
    Path file = write("a.safetensors", TENSORS, metadata);
    try (SafetensorsFile in = SafetensorsFile.open(file)) {
      assertEquals(metadata, in.metadata());
      assertEquals(List.of("empty", "weight", "scalar", "big", "odd"), List.copyOf(in.names()));
      for (TensorEntry entry : TENSORS) {
        assertEquals(entry, in.entry(entry.name()));
        assertArrayEquals(content(entry), read(in.data(entry.name())), entry.name());
      }
    }
  }

  @Test
  void sameTensorsSameBytesWhateverTheOrder() throws IOException {
    List<TensorEntry> reversed = new ArrayList<>(TENSORS);
    Collections.reverse(reversed);
    Path a = write("a.safetensors", TENSORS, Map.of("x", "1", "y", "2", "z", "3"));
    Path b = write("b.safetensors", reversed, Map.of("z", "3", "y", "2", "x", "1"));
    assertEquals(-1, Files.mismatch(a, b));
  }

  @Test
  void piecesFromManyThreadsMakeTheSameFile() throws IOException {
    Path expected = write("a.safetensors", TENSORS, Map.of());
    Path file = folder.resolve("b.safetensors");
    byte[] bytes = content(TENSORS.get(4));
    int piece = 1000;
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, TENSORS, Map.of())) {
      IntStream.range(0, bytes.length / piece)
          .parallel()
          .forEach(
              i -> writer.write("big", (long) i * piece, ByteBuffer.wrap(bytes, i * piece, piece)));
      for (TensorEntry entry : TENSORS.subList(0, 4)) {
        writer.write(entry.name(), 0, ByteBuffer.wrap(content(entry)));
      }
      writer.finish();
    }
    assertEquals(-1, Files.mismatch(expected, file));
  }

  @Test
  void anUnfinishedFileIsRefusedByTheReader() {
    Path file = folder.resolve("a.safetensors");
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, TENSORS, Map.of())) {
      writer.write("big", 0, ByteBuffer.wrap(content(TENSORS.get(4))));
      IllegalStateException e = assertThrows(IllegalStateException.class, writer::finish);
      assertEquals("\"weight\" has 0 of 40 bytes", e.getMessage());
    }
    PareException e = assertThrows(PareException.class, () -> SafetensorsFile.open(file));
    assertTrue(e.getMessage().contains("never finished"), e.getMessage());
  }

  @Test
  void aByteTooManyIsRefused() {
    Path file = folder.resolve("a.safetensors");
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, TENSORS, Map.of())) {
      writer.write("odd", 0, ByteBuffer.allocate(2));
      assertThrows(
          IllegalStateException.class, () -> writer.write("odd", 0, ByteBuffer.allocate(2)));
      assertThrows(
          IndexOutOfBoundsException.class, () -> writer.write("odd", 2, ByteBuffer.allocate(2)));
      assertThrows(
          IllegalArgumentException.class, () -> writer.write("none", 0, ByteBuffer.allocate(1)));
    }
  }

  @Test
  void namesThatCannotBeStoredAreRefused() {
    Path file = folder.resolve("a.safetensors");
    for (String name : List.of("__metadata__", "\ud800")) {
      List<TensorEntry> tensors = List.of(entry(name, DType.U8, 1));
      assertThrows(
          IllegalArgumentException.class, () -> SafetensorsWriter.create(file, tensors, Map.of()));
    }
    List<TensorEntry> twice = List.of(entry("a", DType.U8, 1), entry("a", DType.U8, 1));
    assertThrows(
        IllegalArgumentException.class, () -> SafetensorsWriter.create(file, twice, Map.of()));
    assertTrue(Files.notExists(file));
  }

  @Test
  void anExistingFileAndAMissingFolderAreNamed() {
    Path file = write("a.safetensors", TENSORS, Map.of());
    PareException e =
        assertThrows(PareException.class, () -> SafetensorsWriter.create(file, TENSORS, Map.of()));
    assertEquals(file + ": exists already; choose another name", e.getMessage());
    Path lost = folder.resolve("none/a.safetensors");
    e = assertThrows(PareException.class, () -> SafetensorsWriter.create(lost, TENSORS, Map.of()));
    assertTrue(e.getMessage().contains("its folder does not exist"), e.getMessage());
  }

  @Test
  void aFullDiskIsOneLine() {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.isWritable(full), "there is no /dev/full");
    try (SafetensorsWriter writer =
        SafetensorsWriter.open(full, TENSORS, Map.of(), StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content(TENSORS.get(4)));
      PareException e = assertThrows(PareException.class, () -> writer.write("big", 0, bytes));
      assertTrue(e.getMessage().startsWith("/dev/full: cannot be written ("), e.getMessage());
      assertTrue(e.getMessage().endsWith("free disk space or choose another folder"));
      assertEquals(1, e.getMessage().lines().count());
    }
  }
}
