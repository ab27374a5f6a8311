package dev.pare.train.data;

import dev.pare.core.PareException;
import dev.pare.core.io.Hashes;
import dev.pare.core.io.TextLines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A file that is one document. */
final class WholeFile implements DocumentSource {
  private static final long LARGEST = 1 << 30;

  private final Document document;
  private final String identity;

  WholeFile(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new PareException(
            file, "is larger than 1 GiB as one document", "give it as lines or in parts");
      }
      String text = TextLines.decode(file, ByteBuffer.wrap(Files.readAllBytes(file)));
      if (text.isBlank()) {
        throw new PareException(file, "holds no text", "give a file with text");
      }
      document = Document.of(text);
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
    identity = Hashes.sha256(file);
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(1);
  }

  @Override
  public Document document(long index) {
    return document;
  }

  @Override
  public String identity() {
    return identity;
  }
}
