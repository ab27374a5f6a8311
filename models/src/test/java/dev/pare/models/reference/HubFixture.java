package dev.pare.models.reference;

import static dev.pare.models.reference.TestServer.file;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A hub on this machine with a small model for it, and the cache that it goes to. */
abstract class HubFixture {
  static final ModelReference NAME = ModelReference.parse("hf:org/name");
  static final String WEIGHTS = "model.safetensors";
  static final String TOKEN = "hf_secret";

  @TempDir Path temp;
  TestHub hub;
  Map<String, byte[]> model;
  String weights;

  @BeforeEach
  void start() throws IOException {
    hub = new TestHub("org/name");
    model = Stores.model(temp);
    weights = TestHub.sha256(model.get(WEIGHTS));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  ModelStore store(boolean offline) {
    return Stores.store(
        Stores.settings(temp, offline, "HF_ENDPOINT", hub.endpoint(), "HF_TOKEN", TOKEN));
  }

  Path root() {
    return temp.resolve("hf/hub/models--org--name");
  }

  Path snapshot() {
    return root().resolve("snapshots").resolve(TestHub.COMMIT);
  }

  void assertIsThere() throws IOException {
    for (Map.Entry<String, byte[]> file : model.entrySet()) {
      assertArrayEquals(file.getValue(), Files.readAllBytes(snapshot().resolve(file.getKey())));
    }
    for (String left : Stores.files(root().resolve("blobs"))) {
      assertFalse(left.endsWith("incomplete"), left);
    }
  }
}
