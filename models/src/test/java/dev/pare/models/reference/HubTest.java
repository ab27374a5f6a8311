package dev.pare.models.reference;

import static dev.pare.models.reference.Stores.assertFails;
import static dev.pare.models.reference.TestServer.file;
import static dev.pare.models.reference.TestServer.status;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonWriting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of a hub: what is taken, and how the cache holds it. */
class HubTest extends HubFixture {
  @Test
  void aModelGoesIntoHuggingFacesLayout() throws IOException {
    hub.model(model)
        .listed("pytorch_model.bin", new byte[1])
        .listed("original/consolidated.safetensors", new byte[1])
        .listed("consolidated.safetensors", new byte[1])
        .listed("run.py", new byte[1]);
    ModelLocation location = store(false).locate(NAME);
    assertEquals(snapshot(), location.path());
    assertEquals(model.keySet(), Stores.files(snapshot()));
    assertIsThere();
    assertEquals(TestHub.COMMIT, Files.readString(root().resolve("refs/main")));
    assertEquals(
        Path.of("../../blobs", weights), Files.readSymbolicLink(snapshot().resolve(WEIGHTS)));
    String config = TestHub.gitBlob(model.get("config.json"));
    assertTrue(Files.isRegularFile(root().resolve("blobs").resolve(config)));
    try (Checkpoint opened = location.open()) {
      assertEquals("LlamaForCausalLM", opened.config().architecture());
    }
  }

  @Test
  void gitsChecksumIsGits() {
    String hello = "ce013625030ba8dba906f756967f9e9ca394464a"; // echo hello | git hash-object
    assertEquals(hello, TestHub.gitBlob("hello\n".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void theTokenGoesToTheEndpointAlone() throws IOException {
    hub.model(model);
    store(false).locate(NAME);
    assertFalse(hub.store.requests.isEmpty());
    hub.store.requests.forEach(request -> assertEquals(Optional.empty(), request.authorization()));
    hub.api.requests.forEach(
        request -> assertEquals(Optional.of("Bearer " + TOKEN), request.authorization()));
    int before = hub.api.requests.size();
    hub.small("back.gguf", new byte[9]);
    hub.store.put("/around", status(302, "Location", hub.api.url("/home")));
    hub.api.put("/home", file(new byte[9]));
    hub.api.next(hub.path("back.gguf"), status(302, "Location", hub.store.url("/around")));
    store(false).locate(ModelReference.parse("hf:org/name!/back.gguf"));
    assertTrue(hub.api.requests.size() > before);
    assertEquals(Optional.empty(), hub.api.requests("GET", "/home").get(0).authorization());
  }

  @Test
  void whatIsThereNeedsNoNetwork() throws IOException {
    hub.model(model);
    store(false).locate(NAME);
    int before = hub.api.requests.size();
    assertEquals(snapshot(), store(false).locate(NAME).path());
    assertEquals(before, hub.api.requests.size());
    store(false).pull(NAME);
    assertTrue(hub.api.requests.size() > before, "a pull asks what the revision is now");
    assertEquals(1, hub.store.requests("GET", "/" + weights).size(), "and has the files");
    before = hub.api.requests.size();
    assertEquals(snapshot(), store(true).locate(NAME).path());
    assertEquals(snapshot(), store(true).pull(NAME).path());
    assertEquals(before, hub.api.requests.size());
    assertFails(
        "hf:org/other: is not in the cache",
        () -> store(true).locate(ModelReference.parse("hf:org/other")));
  }

  @Test
  void aSnapshotThatLacksFilesIsFilled() throws IOException {
    hub.model(model);
    store(false).locate(NAME);
    Files.delete(root().resolve("blobs").resolve(weights));
    assertFails("is not in the cache", () -> store(true).locate(NAME));
    store(false).locate(NAME);
    assertIsThere();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "refs/pr/1"})
  void aRevisionIsKeptByItsName(String revision) throws IOException {
    hub.model(model);
    ModelReference reference = ModelReference.parse("hf:org/name@" + revision);
    assertEquals(snapshot(), store(false).locate(reference).path());
    assertEquals(TestHub.COMMIT, Files.readString(root().resolve("refs").resolve(revision)));
    assertEquals(snapshot(), store(true).locate(reference).path());
    ModelReference commit = ModelReference.parse("hf:org/name@" + TestHub.COMMIT);
    assertEquals(snapshot(), store(true).locate(commit).path());
  }

  @Test
  void oneFileIsTakenByItsName() throws IOException {
    byte[] gguf = new byte[1000];
    hub.large("sub/x-q4.gguf", gguf).large("x-q8.gguf", gguf);
    Path path = store(false).locate(ModelReference.parse("hf:org/name!/sub/x-q4.gguf")).path();
    assertEquals(snapshot().resolve("sub/x-q4.gguf"), path);
    assertArrayEquals(gguf, Files.readAllBytes(path));
    assertEquals(Set.of("sub/x-q4.gguf"), Stores.files(snapshot()));
    assertFails(
        "has no such file; near are sub/x-q4.gguf, x-q8.gguf",
        () -> store(false).locate(ModelReference.parse("hf:org/name!/x-q9.gguf")));
    assertFails(
        "has GGUF files alone: sub/x-q4.gguf, x-q8.gguf; name one: hf:org/name!/sub/x-q4.gguf",
        () -> store(false).locate(NAME));
  }

  @Test
  void whatIsNoModelIsRefusedByWhatItIs() throws IOException {
    byte[] one = {1};
    assertFails("holds no weights", () -> store(false).locate(NAME));
    hub.listed("x.safetensors", one);
    assertFails("neither model.safetensors nor its index", () -> store(false).locate(NAME));
    hub.listed("pytorch_model.bin", one);
    assertFails("has its weights as pytorch_model.bin alone", () -> store(false).locate(NAME));
    hub.listed("adapter_config.json", one);
    assertFails("is an adapter, not a model", () -> store(false).locate(NAME));
    hub.large(WEIGHTS, one);
    assertFails("has no config.json", () -> store(false).locate(NAME));
    assertEquals(List.of(), hub.store.requests, "nothing was downloaded");
  }

  @Test
  void shardsAreThoseOfTheIndex() throws IOException {
    byte[] a = {1};
    byte[] b = {2};
    Map<String, ?> index =
        Map.of("weight_map", Map.of("x", "m-1.safetensors", "y", "m-2.safetensors"));
    hub.small("config.json", model.get("config.json"))
        .small("tokenizer.json", a)
        .small(
            "model.safetensors.index.json",
            JsonWriting.toString(index).getBytes(StandardCharsets.UTF_8))
        .large("m-1.safetensors", a)
        .large("other.safetensors", b);
    assertFails("lists m-2.safetensors, and not that file", () -> store(false).locate(NAME));
    hub.large("m-2.safetensors", b);
    store(false).locate(NAME);
    Set<String> files = Stores.files(snapshot());
    assertTrue(files.containsAll(Set.of("m-1.safetensors", "m-2.safetensors")), files::toString);
    assertFalse(files.contains("other.safetensors"));
    assertEquals(snapshot(), store(true).locate(NAME).path());
  }

  @Test
  void aTokenMayBeInAFile() throws IOException {
    hub.model(model);
    Files.writeString(Files.createDirectories(temp.resolve("hf")).resolve("token"), "hf_file\n");
    Stores.store(Stores.settings(temp, false, "HF_ENDPOINT", hub.endpoint())).locate(NAME);
    assertEquals(Optional.of("Bearer hf_file"), hub.api.requests.get(0).authorization());
    Files.writeString(temp.resolve("hf/token"), "two\nlines");
    assertFails("token: holds no token", () -> Stores.settings(temp, false));
  }

  @Test
  void settingsAreChecked() {
    assertFails(
        "HF_ENDPOINT: is \"http://example.org\", no https:// address",
        () -> Stores.settings(temp, false, "HF_ENDPOINT", "http://example.org"));
    assertTrue(Stores.settings(temp, false, "HF_HUB_OFFLINE", "1").offline());
    assertFalse(Stores.settings(temp, false, "HF_HUB_OFFLINE", "0").offline());
    Path elsewhere = temp.resolve("elsewhere");
    ReferenceSettings settings = Stores.settings(temp, false, "HF_HUB_CACHE", elsewhere.toString());
    assertEquals(elsewhere, settings.hubCache());
    assertEquals("huggingface.co", Stores.settings(temp, false).endpoint().getHost());
  }
}
