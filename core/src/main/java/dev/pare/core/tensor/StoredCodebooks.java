package dev.pare.core.tensor;

import dev.pare.core.PareException;
import java.nio.ByteBuffer;

/** A {@link CodebookTensor}'s codebooks as {@link CodebookLayout} stores them. */
final class StoredCodebooks {
  private final String name;
  private final CodebookLayout layout;
  private final ByteSource codebooks;

  StoredCodebooks(String name, CodebookLayout layout, ByteSource codebooks) {
    ReadScratch.requireSize("codebooks", codebooks.size(), layout.codebookBytes());
    this.name = name;
    this.layout = layout;
    this.codebooks = codebooks;
  }

  /** Those that the rows of {@code into} use. */
  void read(CodebookRows into) {
    DType type = layout.entryType();
    int count = into.codebookCount() * layout.scheme().entries();
    long first = (long) into.firstCodebook() * layout.scheme().entries();
    ByteBuffer bytes =
        ReadScratch.own()
            .bytes(codebooks, first * type.byteSize(), Math.multiplyExact(count, type.byteSize()));
    FloatCodec.decode(type, bytes, into.entries(), 0, count);
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(into.entries()[i])) {
        throw new PareException(
            name,
            "has a codebook entry that is " + into.entries()[i],
            "take an undamaged checkpoint");
      }
    }
  }
}
