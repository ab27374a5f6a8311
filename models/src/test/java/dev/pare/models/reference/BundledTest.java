package dev.pare.models.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.progress.Progress;
import dev.pare.models.reference.ModelReference.Bundled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that come with Pare, in a jar and in a folder of classes. */
class BundledTest {
  private static final Bundled ATLAS = new Bundled("atlas");
  private static final String FOLDER = "dev/pare/models/atlas/";

  @TempDir private Path temp;

  private BundledModels bundled(Function<String, URL> resources) {
    Path cache = Stores.settings(temp, true).cache();
    return new BundledModels(resources, new Unpacking(cache, Progress.none()));
  }

  private static URL url(String text) {
    try {
      return URI.create(text).toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A name with what an address must escape. */
  private Path jar() throws IOException {
    Path jar = temp.resolve("pare models+%20.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("dev/pare/models/Some.class"));
      for (Map.Entry<String, byte[]> file : Stores.model(temp).entrySet()) {
        out.putNextEntry(new ZipEntry(FOLDER + file.getKey()));
        out.write(file.getValue());
      }
    }
    return jar;
  }

  private static Function<String, URL> in(Path jar) {
    return name -> url("jar:" + jar.toUri() + "!" + name);
  }

  @Test
  void isANameUnlessAPathHasIt() {
    assertEquals(ATLAS, ModelReference.parse("atlas"));
    assertEquals("atlas", ATLAS.toString());
    assertInstanceOf(ModelReference.Local.class, ModelReference.parse("./atlas"));
    assertInstanceOf(ModelReference.Local.class, ModelReference.parse("Atlas"));
  }

  @Test
  void aFolderOfItsNameCountsIfItIsAModel() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("atlas"));
    Files.writeString(folder.resolve("pom.xml"), "");
    assertFalse(BundledModels.isModel(folder));
    Files.writeString(folder.resolve("config.json"), "{}");
    assertTrue(BundledModels.isModel(folder));
  }

  @Test
  void comesOutOfAJarOnce() throws IOException {
    Path jar = jar();
    Path folder = bundled(in(jar)).folder(ATLAS);
    try (Checkpoint model = ModelLocation.of(folder).open()) {
      assertEquals("LlamaForCausalLM", model.config().architecture());
    }
    Files.setLastModifiedTime(jar, FileTime.fromMillis(0)); // another build of the same
    assertEquals(folder, bundled(in(jar)).folder(ATLAS));
    List<CachedModel> listed = new ModelStore(Stores.settings(temp, true), Progress.none()).list();
    assertEquals(List.of("atlas"), listed.stream().map(CachedModel::reference).toList());
  }

  @Test
  void isReadWhereABuildHasIt() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("class es").resolve(FOLDER));
    for (Map.Entry<String, byte[]> file : Stores.model(temp).entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    Path root = temp.resolve("class es");
    assertEquals(folder, bundled(name -> url(root.toUri() + name.substring(1))).folder(ATLAS));
    assertEquals(Map.of().keySet(), Stores.files(temp.resolve("pare")));
  }

  @Test
  void absentIsOneLine() {
    String failure = Stores.failure(() -> bundled(name -> null).folder(ATLAS));
    assertTrue(failure.startsWith("atlas: is no model here, and this build"), failure);
  }
}
