package dev.pare.models.reference;

import static dev.pare.models.reference.Stores.assertFails;
import static dev.pare.models.reference.TestServer.dropping;
import static dev.pare.models.reference.TestServer.file;
import static dev.pare.models.reference.TestServer.silent;
import static dev.pare.models.reference.TestServer.status;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of a hub on this machine, and the cache that they go to. */
class HubTest {
  private static final ModelReference NAME = ModelReference.parse("hf:org/name");
  private static final String WEIGHTS = "model.safetensors";
  private static final String TOKEN = "hf_secret";

  @TempDir private Path temp;
  private TestHub hub;
  private Map<String, byte[]> model;
  private String weights;

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

  private ModelStore store(boolean offline) {
    return Stores.store(
        Stores.settings(temp, offline, "HF_ENDPOINT", hub.endpoint(), "HF_TOKEN", TOKEN));
  }

  private Path root() {
    return temp.resolve("hf/hub/models--org--name");
  }

  private Path snapshot() {
    return root().resolve("snapshots").resolve(TestHub.COMMIT);
  }

  private void assertIsThere() throws IOException {
    for (Map.Entry<String, byte[]> file : model.entrySet()) {
      assertArrayEquals(file.getValue(), Files.readAllBytes(snapshot().resolve(file.getKey())));
    }
    for (String left : Stores.files(root().resolve("blobs"))) {
      assertFalse(left.endsWith("incomplete"), left);
    }
  }

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
  void aLostConnectionGoesOnWhereItStopped() throws IOException {
    byte[] large = new byte[3_000_000];
    new Random(1).nextBytes(large);
    model.put(WEIGHTS, large);
    hub.model(model);
    weights = TestHub.sha256(large);
    for (int i = 0; i < 6; i++) { // more often than patience bears without a byte
      hub.store.next("/" + weights, dropping(large, 400_000));
    }
    store(false).locate(NAME);
    assertIsThere();
    List<TestServer.Request> asked = hub.store.requests("GET", "/" + weights);
    assertEquals(7, asked.size());
    assertEquals(Optional.of("bytes=2400000-"), asked.get(6).range());
  }

  @Test
  void anEarlierRunsPartIsGoneOnWith() throws IOException {
    hub.model(model);
    byte[] all = model.get(WEIGHTS);
    Path partial = root().resolve("blobs").resolve(weights + ".pare.incomplete");
    Files.createDirectories(partial.getParent());
    Files.write(partial, Arrays.copyOf(all, 1000));
    store(false).locate(NAME);
    assertIsThere();
    assertEquals(
        Optional.of("bytes=1000-"), hub.store.requests("GET", "/" + weights).get(0).range());
  }

  @Test
  void aWrongPartIsFoundByItsChecksum() throws IOException {
    hub.model(model);
    Path partial = root().resolve("blobs").resolve(weights + ".pare.incomplete");
    Files.createDirectories(partial.getParent());
    Files.write(partial, new byte[1000]);
    assertFails(WEIGHTS + " came with checksum", () -> store(false).locate(NAME));
    assertFalse(Files.exists(partial));
    store(false).locate(NAME);
    assertIsThere();
    Files.delete(root().resolve("blobs").resolve(weights));
    Files.write(partial, new byte[model.get(WEIGHTS).length + 5]);
    store(false).locate(NAME);
    assertIsThere();
  }

  @Test
  void aServerWithoutRangesBeginsAgain() throws IOException {
    hub.model(model);
    byte[] all = model.get(WEIGHTS);
    hub.store.next("/" + weights, dropping(all, 500));
    hub.store.next(
        "/" + weights,
        exchange -> {
          exchange.sendResponseHeaders(200, all.length);
          exchange.getResponseBody().write(all);
        });
    store(false).locate(NAME);
    assertIsThere();
  }

  @Test
  void wrongBytesAreRefusedAndRemoved() throws IOException {
    hub.model(model);
    byte[] wrong = model.get(WEIGHTS).clone();
    wrong[9] ^= 1;
    hub.store.put("/" + weights, file(wrong));
    assertFails("model.safetensors came with checksum", () -> store(false).locate(NAME));
    assertFalse(Files.exists(snapshot()));
    Set<String> blobs = Stores.files(root().resolve("blobs"));
    assertTrue(blobs.stream().noneMatch(name -> name.startsWith(weights)), blobs::toString);
    hub.store.put("/" + weights, file(new byte[wrong.length + 1]));
    assertFails("bytes, not the " + wrong.length + " announced", () -> store(false).locate(NAME));
    hub.small("config.json", model.get("config.json"));
    hub.api.next(hub.path("config.json"), file(new byte[model.get("config.json").length]));
    Files.deleteIfExists(
        root().resolve("blobs").resolve(TestHub.gitBlob(model.get("config.json"))));
    assertFails("config.json came with checksum", () -> store(false).locate(NAME));
  }

  @Test
  void passingFailuresPass() throws IOException {
    hub.model(model);
    hub.api.next(hub.listing("main"), status(503));
    hub.api.next(hub.listing("main"), status(429, "Retry-After", "1"));
    hub.store.next("/" + weights, status(500));
    hub.store.next("/" + weights, silent(model.get(WEIGHTS), 100, 1000));
    long start = System.nanoTime();
    store(false).locate(NAME);
    assertTrue(System.nanoTime() - start > 900_000_000L, "waited as it was asked to");
    assertIsThere();
  }

  @Test
  void lastingFailuresAreNamed() throws IOException {
    hub.model(model);
    hub.api.put(hub.listing("main"), status(502));
    assertFails("(HTTP 502), 4 times in a row; check the network", () -> store(false).locate(NAME));
    hub.api.put(hub.listing("main"), status(429, "Retry-After", "3600"));
    assertFails("(HTTP 429); run it again in 3600 s", () -> store(false).locate(NAME));
    hub.api.put(hub.listing("main"), status(302, "Location", hub.api.url(hub.listing("main"))));
    assertFails("redirects more than 10 times", () -> store(false).locate(NAME));
    hub.api.put(hub.listing("main"), status(302, "Location", "http://example.org/x"));
    assertFails("which would come unprotected", () -> store(false).locate(NAME));
    hub.api.put(hub.listing("main"), file("<html>".getBytes(StandardCharsets.UTF_8)));
    assertFails("hf:org/name: not valid JSON", () -> store(false).locate(NAME));
    hub.api.put(hub.listing("main"), file("{\"sha\": \"../x\"}".getBytes(StandardCharsets.UTF_8)));
    assertFails("names no commit", () -> store(false).locate(NAME));
    hub.api.close();
    assertFails("cannot be reached, 4 times in a row", () -> store(false).locate(NAME));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403 | GatedRepo        | is gated; accept the licence at HUB/org/name as the token's user",
        "401 | ''               | is refused to this token (HTTP 401); renew HF_TOKEN",
        "404 | RevisionNotFound | has no revision main",
        "404 | RepoNotFound     | is not there; check its name",
        "418 | ''               | answers HTTP 418"
      })
  void refusalsSayWhatToDo(int status, String code, String what) {
    hub.api.put(hub.listing("main"), status(status, "X-Error-Code", code));
    assertFails(what.replace("HUB", hub.endpoint()), () -> store(false).locate(NAME));
  }

  @Test
  void withoutATokenOneIsAskedFor() {
    ModelStore store = Stores.store(Stores.settings(temp, false, "HF_ENDPOINT", hub.endpoint()));
    hub.api.put(hub.listing("main"), status(401, "X-Error-Code", "GatedRepo"));
    String gated = "is gated; set HF_TOKEN and accept the licence at " + hub.endpoint();
    assertFails(gated, () -> store.locate(NAME));
    hub.api.put(hub.listing("main"), status(401, "X-Error-Code", "RepoNotFound"));
    assertFails("is not there, private or gated; check its name", () -> store.locate(NAME));
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

  @Test
  void manyAtOnceDownloadOnce() throws IOException {
    hub.model(model);
    Parallel.map(
        6, IntStream.range(0, 6).boxed().toList(), i -> store(false).locate(NAME), () -> {});
    assertIsThere();
    assertEquals(1, hub.store.requests("GET", "/" + weights).size());
  }

  @Test
  void aFailureEndsTheOtherDownloads() throws IOException {
    Map<String, ?> index = Map.of("weight_map", Map.of("x", "a.safetensors", "y", "b.safetensors"));
    byte[] one = {1};
    byte[] slow = new byte[1000];
    hub.small("config.json", model.get("config.json"))
        .small(
            "model.safetensors.index.json",
            JsonWriting.toString(index).getBytes(StandardCharsets.UTF_8))
        .large("a.safetensors", one)
        .large("b.safetensors", slow);
    hub.store.put("/" + TestHub.sha256(one), file(new byte[1]));
    hub.store.put("/" + TestHub.sha256(slow), silent(slow, 1, 60_000));
    Patience patient =
        new Patience(
            4,
            Stores.IMPATIENT.firstPause(),
            Stores.IMPATIENT.longestPause(),
            Duration.ofMinutes(1));
    ReferenceSettings settings = Stores.settings(temp, false, "HF_ENDPOINT", hub.endpoint());
    ModelStore store = new ModelStore(settings, Progress.none(), patient);
    long start = System.nanoTime();
    assertFails("a.safetensors came with checksum", () -> store.locate(NAME));
    assertTrue(System.nanoTime() - start < 5_000_000_000L, "did not wait for the other");
  }
}
