package dev.pare.models.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedModelsTest {
  @TempDir private Path temp;

  @Test
  void emptyCachesHoldNothing() {
    assertEquals(List.of(), Stores.store(Stores.settings(temp, true)).list());
  }

  @Test
  void listsWhatIsThereBrokenOnesToo() throws IOException {
    byte[] gguf = Golden.bytes("gguf/biased/model.gguf");
    Path archive = new RawZip(false).deflated("x.gguf", gguf).write(temp.resolve("a.zip"));
    try (TestHub hub = new TestHub("org/name");
        TestHub broken = new TestHub("org/broken")) {
      hub.model(Stores.model(temp)).large("y.gguf", gguf);
      ModelStore store = Stores.store(Stores.settings(temp, false, "HF_ENDPOINT", hub.endpoint()));
      store.locate(ModelReference.parse("hf:org/name"));
      store.locate(ModelReference.parse("hf:org/name@v1!/y.gguf"));
      store.locate(ModelReference.parse(archive.toString()));
      broken.large("z.gguf", new byte[10]);
      Stores.store(Stores.settings(temp, false, "HF_ENDPOINT", broken.endpoint()))
          .locate(ModelReference.parse("hf:org/broken@v1!/z.gguf"));
      Files.write(temp.resolve("hf/hub/models--org--broken/blobs/abc.incomplete"), new byte[7]);
      List<CachedModel> models = store.list();
      assertEquals(
          List.of(
              archive + "!/x.gguf",
              "hf:org/broken",
              "hf:org/broken@v1!/z.gguf",
              "hf:org/name",
              "hf:org/name!/y.gguf"),
          models.stream().map(CachedModel::reference).toList());
      assertEquals(gguf.length, models.get(0).bytes());
      assertEquals(Optional.of("LlamaForCausalLM"), models.get(0).architecture());
      assertTrue(models.get(1).problem().orElseThrow().contains("unfinished"));
      assertEquals(7, models.get(1).bytes());
      assertTrue(models.get(2).problem().orElseThrow().contains("z.gguf"));
      assertEquals(Optional.of("LlamaForCausalLM"), models.get(3).architecture());
      assertEquals(Optional.of("LlamaForCausalLM"), models.get(4).architecture());
    }
  }

  @Test
  void aListingIsNoUse() throws IOException {
    byte[] gguf = Golden.bytes("gguf/biased/model.gguf");
    Path archive = new RawZip(false).deflated("x.gguf", gguf).write(temp.resolve("a.zip"));
    ModelStore store = Stores.store(Stores.settings(temp, true));
    Path file = store.locate(ModelReference.parse(archive.toString())).path();
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(old, old, null);
    for (int i = 0; i < 2; i++) {
      assertEquals(old.toInstant(), store.list().get(0).lastUsed());
    }
  }
}
