package dev.pare.models.reference;

import static dev.pare.models.reference.Stores.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models inside zip archives. */
class ArchiveTest {
  @TempDir private Path temp;
  private ModelStore store;
  private byte[] gguf;

  @BeforeEach
  void prepare() throws IOException {
    store = Stores.store(Stores.settings(temp, true));
    gguf = Golden.bytes("gguf/biased/model.gguf");
  }

  private Path zip(RawZip zip) throws IOException {
    return zip.write(temp.resolve("a.zip"));
  }

  private ModelLocation locate(Path archive, String entry) {
    return store.locate(ModelReference.parse(archive + "!/" + entry));
  }

  private static void assertIsModel(ModelLocation location) {
    try (Checkpoint model = location.open()) {
      assertEquals("LlamaForCausalLM", model.config().architecture());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDeflatedFileIsUnpackedOnce(boolean large) throws IOException {
    Path archive = zip(new RawZip(large).deflated("m/x.gguf", gguf).stored("readme", new byte[3]));
    try (ZipFile oracle = new ZipFile(archive.toFile())) {
      assertArrayEquals(gguf, oracle.getInputStream(oracle.getEntry("m/x.gguf")).readAllBytes());
    }
    ModelLocation location = locate(archive, "m/x.gguf");
    assertArrayEquals(gguf, Files.readAllBytes(location.path()));
    assertEquals("x.gguf", location.path().getFileName().toString());
    assertIsModel(location);
    FileTime made = Files.getLastModifiedTime(location.path());
    assertEquals(location, locate(archive, "m/x.gguf"));
    assertEquals(made, Files.getLastModifiedTime(location.path()));
    Files.setLastModifiedTime(archive, FileTime.fromMillis(1));
    assertNotEquals(location, locate(archive, "m/x.gguf"), "another archive, as far as one knows");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStoredFileIsReadInPlace(boolean large) throws IOException {
    RawZip zip = new RawZip(large).stored("readme", new byte[3]).stored("m/x.gguf", gguf);
    for (byte[] bytes : List.of(zip.bytes(), RawZip.prefixed(zip.bytes()))) {
      Path archive = Files.write(temp.resolve("a.jar"), bytes);
      ModelLocation location = locate(archive, "m/x.gguf");
      assertEquals(archive, location.path());
      assertEquals(archive + "!/m/x.gguf", location.toString());
      assertIsModel(location);
      assertEquals(Set.of(), Stores.files(temp.resolve("pare")));
    }
  }

  @Test
  void aFolderIsUnpackedWithWhatBelongsToAModel() throws IOException {
    Path archive = temp.resolve("a.whl");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (Map.Entry<String, byte[]> file : Stores.model(temp).entrySet()) {
        zip.putNextEntry(new ZipEntry("pkg/model/" + file.getKey()));
        zip.write(file.getValue());
      }
      for (String other : List.of("pkg/model/sub/x", "pkg/model/run.py", "pkg/__init__.py")) {
        zip.putNextEntry(new ZipEntry(other));
      }
    }
    ModelLocation location = locate(archive, "pkg/model/");
    Set<String> expected =
        Set.of("config.json", "model.safetensors", "tokenizer.json", Origin.NAME);
    assertEquals(expected, Stores.files(location.path()));
    assertIsModel(location);
    assertEquals(location, store.locate(ModelReference.parse(archive.toString())), "the only one");
  }

  @Test
  void theRootMayBeTheModel() throws IOException {
    RawZip zip = new RawZip(false);
    Stores.model(temp).forEach(zip::deflated);
    assertIsModel(locate(zip(zip), ""));
  }

  @Test
  void whatIsNotThereIsNamedWithWhatIs() throws IOException {
    Path archive =
        zip(new RawZip(false).stored("m/big-q4.gguf", gguf).stored("m/big-q8.gguf", gguf));
    assertFails(
        "has no entry \"m/big-q5.gguf\"; near are m/big-q4.gguf, m/big-q8.gguf",
        () -> locate(archive, "m/big-q5.gguf"));
    assertFails("is a folder without config.json", () -> locate(archive, "m"));
    assertFails(
        "holds 2 models: m/big-q4.gguf, m/big-q8.gguf; name one after !/",
        () -> store.locate(ModelReference.parse(archive.toString())));
    Path empty = zip(new RawZip(false).stored("a.txt", new byte[1]));
    assertFails("holds no .gguf file", () -> store.locate(ModelReference.parse(empty.toString())));
    assertFails("near are a.txt", () -> locate(empty, "b.txt"));
    assertFails("is no model; name a .gguf file", () -> locate(empty, "a.txt"));
    assertFails("no such file", () -> locate(temp.resolve("none.zip"), "x"));
    Path text = Files.writeString(temp.resolve("text.zip"), "hello");
    assertFails("is no complete zip archive", () -> locate(text, "x.gguf"));
  }

  @Test
  void liesAreRefusedAndLeaveNothing() throws IOException {
    refused("has another checksum", new RawZip(false).nextCrc(1).deflated("x.gguf", gguf));
    refused(
        "holds more than the bytes that it declares",
        new RawZip(false).nextSize(gguf.length - 1).deflated("x.gguf", gguf));
    refused(
        "holds fewer than the bytes that it declares",
        new RawZip(false).nextSize(gguf.length + 1).deflated("x.gguf", gguf));
    refused(
        "cannot hold the 5000000000 that it declares",
        new RawZip(true).nextSize(5_000_000_000L).deflated("x.gguf", gguf));
    refused(
        "cannot hold the 7 that it declares", new RawZip(false).nextSize(7).stored("x.gguf", gguf));
    refused("is encrypted", new RawZip(false).nextFlags(1).deflated("x.gguf", gguf));
    refused("is packed by method 12", new RawZip(false).entry("x.gguf", 12, gguf, gguf));
    refused("is not deflated data", new RawZip(false).entry("x.gguf", 8, gguf, gguf));
    byte[] cut = RawZip.deflate(gguf);
    refused(
        "breaks off",
        new RawZip(false).entry("x.gguf", 8, Arrays.copyOf(cut, cut.length - 9), gguf));
    refused(
        "is there 2 times", new RawZip(false).deflated("x.gguf", gguf).deflated("x.gguf", gguf));
  }

  private void refused(String what, RawZip zip) throws IOException {
    Path archive = zip(zip);
    assertFails(what, () -> locate(archive, "x.gguf"));
    Set<String> left = Stores.files(temp.resolve("pare"));
    assertTrue(left.stream().allMatch(name -> name.contains(".locks")), left::toString);
  }

  @Test
  void entriesThatLeaveTheirFolderAreRefused() throws IOException {
    RawZip zip = new RawZip(false);
    Stores.model(temp).forEach((name, bytes) -> zip.deflated("m/" + name, bytes));
    zip.deflated("m/..\\..\\evil.md", new byte[9]).deflated("m/../../evil.md", new byte[9]);
    assertFails("leaves its folder", () -> locate(zip(zip), "m"));
    assertTrue(Files.notExists(temp.resolve("evil.md")));
  }

  @Test
  void aBombIsRefusedBeforeItGrows() throws IOException {
    byte[] zeros = new byte[10_000_000];
    RawZip zip = new RawZip(false).nextSize(1000).deflated("x.gguf", zeros);
    refused("holds more than the bytes that it declares", zip);
  }

  @Test
  void damageIsRefusedOrHarmless() throws IOException {
    byte[] small = new byte[300];
    for (boolean large : new boolean[] {false, true}) {
      byte[] whole =
          new RawZip(large).stored("x.gguf", small).deflated("m/config.json", small).bytes();
      Random random = new Random(5);
      for (int i = 0; i < 8_000; i++) {
        byte[] bytes = whole.clone();
        for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
          int at = 30 + random.nextInt(bytes.length - 30);
          bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1);
        }
        try (ZipArchive zip = new ZipArchive(temp, ByteSource.of(bytes), () -> {})) {
          zip.entries().forEach(entry -> assertTrue(zip.packed(entry).size() <= bytes.length));
        } catch (PareException e) {
          assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
      }
    }
  }

  @Test
  void manyAtOnceUnpackOnce() throws IOException {
    Path archive = zip(new RawZip(false).deflated("x.gguf", gguf));
    List<ModelLocation> all =
        Parallel.map(
            8, IntStream.range(0, 8).boxed().toList(), i -> locate(archive, "x.gguf"), () -> {});
    assertEquals(1, Set.copyOf(all).size());
    assertArrayEquals(gguf, Files.readAllBytes(all.get(0).path()));
  }
}
