package dev.pare.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.pare.core.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes a model another one. */
class FingerprintTest {
  private final Path model = Shared.require("models/stories260K");

  @TempDir private Path copy;

  @Test
  void tellsModelsByWhatTheyComputeWith() throws IOException {
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    String own = of(model);
    assertEquals(64, own.length());
    Files.writeString(copy.resolve("note.json"), "{}");
    assertEquals(own, of(copy));
    Path weights = copy.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 3] ^= 1;
    Files.write(weights, bytes);
    assertNotEquals(own, of(copy));
    bytes[bytes.length - 3] ^= 1;
    Files.write(weights, bytes);
    assertEquals(own, of(copy));
    Path tokenizer = copy.resolve("tokenizer.json");
    Files.writeString(tokenizer, Files.readString(tokenizer) + " ");
    assertNotEquals(own, of(copy));
  }

  private static String of(Path folder) {
    try (Checkpoint checkpoint = Checkpoints.open(folder)) {
      return Fingerprint.of(checkpoint);
    }
  }
}
