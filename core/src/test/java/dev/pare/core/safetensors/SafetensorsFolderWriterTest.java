package dev.pare.core.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFolderWriterTest {
  /** Six tensors of 100, 110 … 150 bytes. */
  private static final List<TensorEntry> TENSORS =
      IntStream.range(0, 6)
          .mapToObj(i -> new TensorEntry("layer." + i, DType.U8, Shape.of(100 + 10L * i)))
          .toList();

  @TempDir private Path folder;

  private static byte[] content(TensorEntry entry) {
    byte[] bytes = new byte[(int) entry.byteSize()];
    Arrays.fill(bytes, (byte) entry.byteSize());
    return bytes;
  }

  private void write(long maxShardBytes) {
    try (SafetensorsFolderWriter out =
        SafetensorsFolderWriter.create(folder, TENSORS, Map.of("format", "pt"), maxShardBytes)) {
      for (TensorEntry entry : TENSORS) {
        out.write(entry.name(), 0, ByteBuffer.wrap(content(entry)));
      }
      out.finish();
    }
  }

  private List<String> fileNames() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void assertReadsBack() {
    try (SafetensorsSource in = SafetensorsSource.open(folder)) {
      assertEquals(TENSORS.stream().map(TensorEntry::name).toList(), List.copyOf(in.names()));
      assertEquals(Map.of("format", "pt"), in.metadata());
      for (TensorEntry entry : TENSORS) {
        assertEquals(entry, in.entry(entry.name()));
        ByteBuffer read = ByteBuffer.allocate((int) entry.byteSize());
        in.data(entry.name()).read(0, read);
        assertArrayEquals(content(entry), read.array());
      }
      assertThrows(PareException.class, () -> in.entry("layer.9"));
    }
  }

  @Test
  void oneFileWhenItIsEnough() throws IOException {
    write(750);
    assertEquals(List.of("model.safetensors"), fileNames());
    assertReadsBack();
  }

  @Test
  void severalFilesAndAnIndexWhenNot() throws IOException {
    write(330);
    assertEquals(
        List.of(
            "model-00001-of-00003.safetensors",
            "model-00002-of-00003.safetensors",
            "model-00003-of-00003.safetensors",
            "model.safetensors.index.json"),
        fileNames());
    assertReadsBack();
    String index = Files.readString(folder.resolve("model.safetensors.index.json"));
    String start =
        """
        {
          "metadata": {
            "total_size": 750
          },
          "weight_map": {
            "layer.0": "model-00001-of-00003.safetensors",
        """;
    assertTrue(index.startsWith(start), index);
    assertTrue(
        index.endsWith("\"layer.5\": \"model-00003-of-00003.safetensors\"\n  }\n}\n"), index);
  }

  @Test
  void aTensorLargerThanAShardHasOneToItself() throws IOException {
    write(1);
    assertEquals(7, fileNames().size());
    assertReadsBack();
  }

  @Test
  void anUnfinishedFolderHasNoIndexAndNoFileThatOpens() throws IOException {
    SafetensorsFolderWriter.create(folder, TENSORS, Map.of(), 330).close();
    assertEquals(3, fileNames().size());
    for (String name : fileNames()) {
      Path file = folder.resolve(name);
      assertThrows(PareException.class, () -> SafetensorsFile.open(file));
    }
  }

  @Test
  void theSameNameInTwoShardsIsRefused() {
    List<TensorEntry> twice = List.of(TENSORS.get(0), TENSORS.get(1), TENSORS.get(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> SafetensorsFolderWriter.create(folder, twice, Map.of(), 1));
  }
}
