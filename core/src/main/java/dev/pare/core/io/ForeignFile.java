package dev.pare.core.io;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a file is that was taken for a model's weights, told by how it begins. */
public final class ForeignFile {
  private static final int HEAD_BYTES = 256;
  private static final String CONVERT = "convert it to safetensors";

  /** One character a byte. */
  private record Kind(String start, String what, String remedy) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "version https://git-lfs",
              "is a Git LFS pointer, not the weights",
              "run git lfs pull in its folder"),
          new Kind("<", "is a web page, not the weights", "download the file itself"),
          new Kind("{", "is JSON text, not the weights", "name the file that holds them"),
          new Kind("GGUF", "is a GGUF file", "rename it to end in .gguf"),
          new Kind("PK\3\4", "is a zip archive, as PyTorch's .bin and .pt are", CONVERT),
          new Kind("\u0080", "is a Python pickle, as PyTorch's .bin and .pt are", CONVERT),
          new Kind("\u0089HDF", "is an HDF5 file", CONVERT),
          new Kind("\u001f\u008b", "is compressed with gzip", "unpack it"));

  private ForeignFile() {}

  /**
   * What to say about a file that does not begin as its format does.
   *
   * @param otherwise what is wrong if it is nothing known
   */
  public static PareException explain(String source, ByteSource bytes, String otherwise) {
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(HEAD_BYTES, bytes.size()));
    bytes.read(0, head);
    String text = StandardCharsets.ISO_8859_1.decode(head.flip()).toString();
    for (Kind kind : KINDS) {
      if (text.startsWith(kind.start()) || text.stripLeading().startsWith(kind.start())) {
        return new PareException(source, kind.what(), kind.remedy());
      }
    }
    if (text.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || Character.isWhitespace(c))) {
      String start = text.strip().lines().findFirst().orElse("");
      String what = "is a text that begins " + Names.quote(start) + ", not the weights";
      return new PareException(source, what, "download the file again");
    }
    return new PareException(source, otherwise, "download the file again");
  }
}
