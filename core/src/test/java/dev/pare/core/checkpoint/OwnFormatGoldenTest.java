package dev.pare.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.progress.Progress;
import dev.pare.core.safetensors.SafetensorsSource;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.testing.Golden;
import dev.pare.core.testing.SameBits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder of codebooks and sparse weights that numpy wrote from docs/format.md alone, with what
 * they mean in float32: oracles/own_format_golden.py. Where one of these fails, old folders are
 * read wrongly or the format has a new version.
 */
class OwnFormatGoldenTest {
  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void copy() throws IOException {
    folder = Golden.copy("own/model", temporary.resolve("m"), "config.json", "model.safetensors");
    Golden.copy("own", temporary, "decoded.safetensors");
  }

  @Test
  void meansWhatTheFormatSays() {
    try (Checkpoint model = Checkpoints.open(folder);
        SafetensorsSource decoded =
            SafetensorsSource.open(temporary.resolve("decoded.safetensors"))) {
      assertEquals(14, decoded.names().size());
      for (String weight : decoded.names()) {
        String encoding = decoded.metadata().get(weight);
        assertEquals(encoding, model.tensor(weight).encoding(), weight);
        SameBits.assertSameBits(SameBits.dense(decoded, weight), model.tensor(weight), weight);
      }
    }
  }

  @Test
  void isWrittenAsItWasRead() throws IOException {
    Path again = Files.createDirectory(temporary.resolve("again"));
    try (Checkpoint model = Checkpoints.open(folder);
        SafetensorsSource before = SafetensorsSource.open(folder)) {
      new CheckpointWriter(model).write(again, 2, Progress.none());
      try (SafetensorsSource after = SafetensorsSource.open(again)) {
        assertEquals(before.names(), after.names());
        for (String name : before.names()) {
          assertEquals(before.entry(name), after.entry(name));
          assertEquals(bytes(before.data(name)), bytes(after.data(name)), name);
        }
      }
    }
  }

  private static ByteBuffer bytes(ByteSource source) {
    ByteBuffer bytes = ByteBuffer.allocate((int) source.size());
    source.read(0, bytes);
    return bytes.flip();
  }
}
