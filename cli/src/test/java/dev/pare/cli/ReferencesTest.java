package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pare.core.io.Hashes;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Models that are no paths, through whole processes with caches of their own. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs env and Linux' signals")
class ReferencesTest {
  private static final String COMMIT = "0123456789".repeat(4);
  private static final Object[] PROMPT = {"--prompt", "The cat", "--max-tokens", 9, "--json"};

  @TempDir private Path temp;
  private Path model;
  private HttpServer hub;
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);

  @BeforeEach
  void start() throws IOException {
    model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hub.setExecutor(task -> new Thread(task).start());
    hub.start();
  }

  @AfterEach
  void stop() {
    stopped.countDown();
    hub.stop(0);
  }

  private PareProcess pare(Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add("PARE_CACHE=" + temp.resolve("cache"));
    command.add("HF_HOME=" + temp.resolve("hf"));
    command.add("HF_ENDPOINT=http://localhost:" + hub.getAddress().getPort());
    command.addAll(PareProcess.command(List.of(), arguments));
    return PareProcess.start(command);
  }

  private static Object[] join(Object first, Object second, Object... rest) {
    List<Object> all = new ArrayList<>(List.of(first, second));
    all.addAll(List.of(rest));
    return all.toArray();
  }

  private List<Object> ids(String reference, Object... options) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of(join("generate", reference, PROMPT)));
    arguments.addAll(List.of(options));
    return pare(arguments.toArray()).await().json().list("tokenIds");
  }

  private List<Object> dense() {
    return PareRun.of(join("generate", model, PROMPT)).json().list("tokenIds");
  }

  /** The model's files behind a hub; the weights' first answer breaks off and stays open. */
  private void serve(boolean stalling) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    for (String name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
      files.put(name, model.resolve(name));
      byte[] content = Files.readAllBytes(model.resolve(name));
      String hash = Hashes.sha256(model.resolve(name));
      hub.createContext(
          "/org/name/resolve/" + COMMIT + "/" + name,
          exchange -> answer(exchange, content, hash, stalling && name.endsWith(".safetensors")));
    }
    List<Map<String, String>> siblings =
        files.keySet().stream().map(name -> Map.of("rfilename", name)).toList();
    byte[] listing =
        JsonWriting.toString(Map.of("sha", COMMIT, "siblings", siblings))
            .getBytes(StandardCharsets.UTF_8);
    hub.createContext(
        "/api/models/org/name/revision/main", exchange -> answer(exchange, listing, "", false));
  }

  private void answer(HttpExchange exchange, byte[] content, String hash, boolean stalling)
      throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("ETag", '"' + hash + '"');
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      String range = exchange.getRequestHeaders().getFirst("Range");
      int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
      if (from > 0) {
        ranges.add(range);
        exchange
            .getResponseHeaders()
            .set(
                "Content-Range",
                "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
      int count = stalling && from == 0 ? 5000 : content.length - from;
      exchange.getResponseBody().write(content, from, count);
      exchange.getResponseBody().flush();
      if (stalling && from == 0) {
        stopped.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void generatesFromAnEntryOfAZip() throws Exception {
    Path wheel = temp.resolve("a.whl");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
      for (String name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
        zip.putNextEntry(new ZipEntry("pkg/model/" + name));
        zip.write(Files.readAllBytes(model.resolve(name)));
      }
    }
    assertEquals(dense(), ids(wheel + "!/pkg/model"));
    String failure = PareRun.of("inspect", wheel + "!/pkg/modle").failure(Main.FAILED);
    assertEquals(wheel + ": has no entry \"pkg/modle\"; near are pkg/model", failure);
    JsonObject listed = pare("models", "--json").await().json();
    JsonObject only = listed.objects("models").get(0);
    assertEquals(wheel + "!/pkg/model", only.requireString("reference"));
    assertEquals("LlamaForCausalLM", only.requireString("architecture"));
  }

  @Test
  void pullsThenGeneratesOffline() throws Exception {
    serve(false);
    JsonObject pulled = pare("pull", "hf:org/name", "--json").await().json();
    Path snapshot = temp.resolve("hf/hub/models--org--name/snapshots").resolve(COMMIT);
    assertEquals(snapshot.toString(), pulled.requireString("path"));
    hub.stop(0);
    assertEquals(dense(), ids("hf:org/name", "--offline"));
  }

  @Test
  void ctrlCKeepsWhatWasDownloaded() throws Exception {
    serve(true);
    PareProcess process = pare("inspect", "hf:org/name");
    String hash = Hashes.sha256(model.resolve("model.safetensors"));
    Path partial =
        temp.resolve("hf/hub/models--org--name/blobs").resolve(hash + ".pare.incomplete");
    while (!Files.exists(partial) || Files.size(partial) < 5000) {
      assertTrue(process.isAlive());
      Thread.sleep(5);
    }
    process.signal("INT");
    assertEquals(
        "interrupted; what was downloaded is kept, run it again to go on",
        process.await().failure(130));
    assertEquals(5000, Files.size(partial));
    pare("inspect", "hf:org/name").await().succeeded();
    assertEquals(List.of("bytes=5000-"), ranges);
  }
}
