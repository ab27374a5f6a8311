package dev.pare.models.reference;

import static dev.pare.models.reference.Stores.assertFails;
import static dev.pare.models.reference.TestServer.dropping;
import static dev.pare.models.reference.TestServer.file;
import static dev.pare.models.reference.TestServer.status;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the web, and Pare's cache of them. */
class UrlTest {
  private static final String PATH = "/x.gguf";
  private static final String[] FIRST = {"ETag", "\"1\""};

  @TempDir private Path temp;
  private TestServer server;
  private byte[] content;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
    content = new byte[100_000];
    new Random(2).nextBytes(content);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ModelReference reference() {
    return ModelReference.parse(server.url(PATH));
  }

  private Path locate() {
    return Stores.store(Stores.settings(temp, false)).locate(reference()).path();
  }

  private Path pull() {
    return Stores.store(Stores.settings(temp, false)).pull(reference()).path();
  }

  private Set<String> cached() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String name : Stores.files(temp.resolve("pare/urls"))) {
      if (!name.startsWith(".locks")) {
        names.add(name.substring(name.lastIndexOf('/') + 1));
      }
    }
    return names;
  }

  @Test
  void aFileIsDownloadedOnce() throws IOException {
    server.put(PATH, file(content, FIRST));
    assertArrayEquals(content, Files.readAllBytes(locate()));
    assertEquals(Set.of("x.gguf", "origin.json"), cached());
    locate();
    assertEquals(1, server.requests.size());
    server.close();
    assertArrayEquals(
        content,
        Files.readAllBytes(Stores.store(Stores.settings(temp, true)).pull(reference()).path()));
  }

  @Test
  void aPullAsksWhetherItHasChanged() throws IOException {
    server.put(PATH, file(content, FIRST));
    pull();
    pull();
    assertEquals(2, server.requests.size(), "the second was answered by 304");
    byte[] other = content.clone();
    other[0]++;
    server.put(PATH, file(other, "ETag", "\"2\""));
    assertArrayEquals(content, Files.readAllBytes(locate()));
    assertArrayEquals(other, Files.readAllBytes(pull()));
  }

  @Test
  void whatStoppedGoesOnIfItIsStillTheSame() throws IOException {
    server.put(PATH, file(content, FIRST));
    server.next(PATH, dropping(content, 40_000, FIRST));
    for (int i = 0; i < 4; i++) {
      server.next(PATH, status(503));
    }
    assertFails("(HTTP 503), 4 times in a row; check the network", this::locate);
    assertEquals(Set.of("x.gguf.incomplete", "x.gguf.etag"), cached());
    long came = ModelLocation.bytes(temp.resolve("pare/urls")) - FIRST[1].length();
    assertTrue(came > 0 && came <= 40_000, came + " bytes");
    assertArrayEquals(content, Files.readAllBytes(locate()));
    assertEquals(Optional.of("bytes=" + came + "-"), server.requests.get(5).range());
    assertEquals(Set.of("x.gguf", "origin.json"), cached());
  }

  @Test
  void whatChangedInBetweenBeginsAnew() throws IOException {
    server.next(PATH, dropping(content, 40_000, FIRST));
    byte[] other = new byte[90_000];
    new Random(3).nextBytes(other);
    server.put(PATH, file(other, "ETag", "\"2\""));
    assertArrayEquals(other, Files.readAllBytes(locate()));
    assertEquals(2, server.requests.size());
  }

  @Test
  void lengthsMayBeUnknown() throws IOException {
    server.put(
        PATH,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(content);
        });
    assertArrayEquals(content, Files.readAllBytes(locate()));
  }

  @Test
  void aChecksumIsHeldAgainst() throws IOException {
    server.put(PATH, file(content, FIRST));
    ModelStore store = Stores.store(Stores.settings(temp, false));
    String right = server.url(PATH) + "#sha256=" + TestHub.sha256(content);
    String wrong = server.url(PATH) + "#sha256=" + "0".repeat(64);
    assertFails(
        "came with checksum " + TestHub.sha256(content),
        () -> store.locate(ModelReference.parse(wrong)));
    assertEquals(Set.of(), cached());
    store.locate(ModelReference.parse(right));
    store.pull(ModelReference.parse(right));
    assertEquals(2, server.requests.size());
    ModelStore offline = Stores.store(Stores.settings(temp, true));
    assertFails(
        "has another checksum in the cache", () -> offline.locate(ModelReference.parse(wrong)));
  }

  @Test
  void refusalsAreNamed() {
    assertFails("is not there (HTTP 404)", this::locate);
    server.put(PATH, status(403));
    assertFails("is refused (HTTP 403); download the file yourself", this::locate);
    server.put(PATH, status(301, "Location", "ftp://example.org/x"));
    assertFails("redirects to ftp://example.org/x, which would come unprotected", this::locate);
    ModelStore offline = Stores.store(Stores.settings(temp, true));
    assertFails("is not in the cache", () -> offline.locate(reference()));
    ModelReference page = ModelReference.parse(server.url("/page.html"));
    assertFails("is neither a .gguf file nor a zip", () -> offline.locate(page));
  }

  @Test
  void anEntryOfAnArchiveOnTheWeb() throws IOException {
    byte[] zip = new RawZip(false).deflated("m/x.gguf", content).bytes();
    server.put("/a.zip", status(302, "Location", "/real.zip"));
    server.put("/real.zip", file(zip));
    ModelStore store = Stores.store(Stores.settings(temp, false));
    Path path = store.locate(ModelReference.parse(server.url("/a.zip!/m/x.gguf"))).path();
    assertArrayEquals(content, Files.readAllBytes(path));
    assertEquals(path, store.locate(ModelReference.parse(server.url("/a.zip"))).path());
    assertTrue(path.startsWith(temp.resolve("pare/entries")));
  }

  @Test
  void aFullDiskIsToldBeforehand() throws IOException {
    server.put(
        PATH,
        exchange -> {
          exchange.sendResponseHeaders(200, 1L << 60);
          exchange.getResponseBody().write(content);
        });
    assertFails("needs 1,152,921,504,606,846 kB of space where", this::locate);
  }
}
