package dev.pare.core.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Positions past 2 and 4 GiB, in a file that is mostly a hole. */
class SafetensorsLargeFileTest {
  private static final long GIB = 1L << 30;
  private static final TensorEntry PAST_4 =
      new TensorEntry("a", DType.F32, Shape.of((4 * GIB + 16) / 4));
  private static final TensorEntry PAST_2 = new TensorEntry("b", DType.U8, Shape.of(2 * GIB + 3));
  private static final List<TensorEntry> TENSORS = List.of(PAST_2, PAST_4);
  private static final byte[] MARK = "here".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;

  @Test
  void bytesPastFourGibibytesAreWrittenAndReadWhereTheyBelong() throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    Assumptions.assumeTrue(free > 7 * GIB, "too little disk space for a 6 GiB file");
    Path file = folder.resolve("large.safetensors");
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, TENSORS, Map.of())) {
      for (TensorEntry entry : TENSORS) {
        writer.write(entry.name(), entry.byteSize() - MARK.length, ByteBuffer.wrap(MARK));
      }
    }
    writeHeader(file); // which finish would refuse to do, with a hole in the tensors
    try (SafetensorsFile in = SafetensorsFile.open(file)) {
      for (TensorEntry entry : TENSORS) {
        ByteSource data = in.data(entry.name());
        assertEquals(entry.byteSize(), data.size());
        long at = data.size() - MARK.length;
        ByteBuffer read = ByteBuffer.allocate(MARK.length);
        data.read(at, read);
        assertEquals(ByteBuffer.wrap(MARK), read.flip());
        assertEquals(ByteBuffer.wrap(MARK), data.map(at, MARK.length));
        assertEquals(0, data.map(GIB, 1).get(0));
      }
      assertEquals(Integer.MAX_VALUE, in.data("b").map(3, Integer.MAX_VALUE).capacity());
    }
  }

  private static void writeHeader(Path file) throws IOException {
    byte[] header = HeaderWriter.bytes(HeaderWriter.place(TENSORS).values(), Map.of());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(header), 0);
    }
  }
}
