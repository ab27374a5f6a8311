package dev.pare.core.safetensors;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people really hand over in place of a safetensors file. */
class ForeignFileTest {
  @TempDir private Path folder;

  private void refused(String content, String what) throws IOException {
    Path file = Files.write(folder.resolve("model.safetensors"), content.getBytes(ISO_8859_1));
    refused(file, what);
  }

  private static void refused(Path file, String what) {
    PareException e = assertThrows(PareException.class, () -> SafetensorsFile.open(file));
    assertTrue(e.getMessage().startsWith(file + ": " + what), e.getMessage());
  }

  @Test
  void gitLfsPointer() throws IOException {
    refused(
        "version https://git-lfs.github.com/spec/v1\noid sha256:4665\nsize 134515008\n",
        "is a Git LFS pointer, not the weights; run git lfs pull");
  }

  @Test
  void webPage() throws IOException {
    refused("\n  <!DOCTYPE html><html>", "is a web page");
    refused("<?xml version='1.0'?><Error/>", "is a web page");
  }

  @Test
  void errorMessageAsText() throws IOException {
    refused("Invalid username or password.", "is a text that begins \"Invalid username");
  }

  @Test
  void json() throws IOException {
    refused("{\"metadata\": {\"total_size\": 12}}", "is JSON text");
  }

  @Test
  void pickleZipGgufHdf5Gzip() throws IOException {
    refused("\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P", "is a Python pickle");
    refused("PK\3\4\0\0\b\b\0\0\0\0\0\0", "is a zip archive, as PyTorch's .bin");
    refused("GGUF\3\0\0\0\1\0\0\0\0\0\0\0", "is a GGUF file");
    refused("\u0089HDF\r\n\u001a\n", "is an HDF5 file");
    refused("\u001f\u008b\b\0\0\0\0\0\0\u00ff", "is compressed with gzip");
  }

  @Test
  void emptyFile() throws IOException {
    refused("", "is empty");
  }

  @Test
  void folderAndNothing() {
    refused(folder, "is a folder, not a file");
    refused(folder.resolve("none"), "no such file");
    PareException e = assertThrows(PareException.class, () -> SafetensorsSource.open(folder));
    assertTrue(e.getMessage().contains("holds neither model.safetensors nor"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pytorch_model.bin", "pytorch_model.bin.index.json"})
  void picklesAlone(String name) throws IOException {
    Files.createFile(folder.resolve(name));
    PareException e = assertThrows(PareException.class, () -> SafetensorsSource.open(folder));
    assertTrue(e.getMessage().contains("holds " + name), e.getMessage());
    assertTrue(e.getMessage().contains("convert it"), e.getMessage());
  }
}
