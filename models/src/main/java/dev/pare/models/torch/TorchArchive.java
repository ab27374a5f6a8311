package dev.pare.models.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive from source text, as {@code torch.jit.load} reads it: a zip of stored, not
 * deflated, entries.
 *
 * <ul>
 *   <li>{@code code/__torch__.py}: the source, one module class without attributes but {@code
 *       training}.
 *   <li>{@code data.pkl}: the module object, a pickle of its class and {@code {training: False}}.
 *   <li>{@code constants.pkl}: the empty tuple; {@code byteorder}; {@code version}.
 * </ul>
 */
final class TorchArchive {
  private static final Pattern MODULE = Pattern.compile("(?m)^class (\\w+)\\(Module\\):$");

  private TorchArchive() {}

  /**
   * @param source free functions and one {@code class NAME(Module)}, in the dialect of serialized
   *     TorchScript: {@code torch.f} is the operator {@code aten::f}, types are numbers
   */
  static byte[] of(String source) {
    Matcher module = MODULE.matcher(source);
    if (!module.find()) {
      throw new IllegalArgumentException("the source has no \"class NAME(Module):\"");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "data.pkl", object(module.group(1)));
      put(zip, "constants.pkl", latin1("\u0080\u0002)."));
      put(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      put(zip, "byteorder", latin1("little"));
      put(zip, "version", latin1("10\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Pickle protocol 2: the class (GLOBAL), called with no arguments (EMPTY_TUPLE, NEWOBJ), its
   * state set (BUILD) from a dictionary with one item.
   */
  private static byte[] object(String name) {
    String key = "training";
    return latin1(
        "\u0080\u0002"
            + ("c__torch__\n" + name + "\n)\u0081")
            + ("}X" + (char) key.length() + "\0\0\0" + key + "\u0089s")
            + "b.");
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry("archive/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(bytes);
  }
}
