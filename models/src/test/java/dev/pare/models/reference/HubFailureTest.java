package dev.pare.models.reference;

import static dev.pare.models.reference.Stores.assertFails;
import static dev.pare.models.reference.TestServer.dropping;
import static dev.pare.models.reference.TestServer.file;
import static dev.pare.models.reference.TestServer.silent;
import static dev.pare.models.reference.TestServer.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.json.JsonWriting;
import dev.pare.core.progress.Progress;
import dev.pare.models.http.Patience;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hubs that lose connections, lie, refuse and are busy. */
class HubFailureTest extends HubFixture {
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
    for (int i = 1; i < asked.size(); i++) { // bytes that came just before the end may be lost
      int from = Integer.parseInt(asked.get(i).range().orElseThrow().replaceAll("\\D", ""));
      assertTrue(from > 0 && from <= i * 400_000, i + ": " + from);
    }
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
    assertTrue(System.nanoTime() - start < 30_000_000_000L, "did not wait for the other");
  }
}
