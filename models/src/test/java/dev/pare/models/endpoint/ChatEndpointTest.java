package dev.pare.models.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pare.core.PareException;
import dev.pare.core.chat.ChatMessage;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.progress.Progress;
import dev.pare.models.http.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server on this machine that answers what it is told. */
class ChatEndpointTest {
  private static final String GOOD =
      "{\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"größer\"}}]}";
  private static final Patience SHORT =
      new Patience(3, Duration.ofMillis(2), Duration.ofSeconds(2), Duration.ofMillis(400));

  private static final Patience LONG =
      new Patience(3, Duration.ofMillis(2), Duration.ofSeconds(2), Duration.ofSeconds(30));

  private Patience patience = SHORT;

  private record Turn(int status, String body, String header, String value, long millis) {
    static Turn of(int status, String body) {
      return new Turn(status, body, "X-None", "", 0);
    }
  }

  private final Queue<Turn> turns = new ConcurrentLinkedQueue<>();
  private final List<JsonObject> bodies = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      bodies.add(Json.readObject("request", body));
      String key = exchange.getRequestHeaders().getFirst("Authorization");
      keys.add(key == null ? "none" : key);
      Turn turn = turns.isEmpty() ? Turn.of(200, GOOD) : turns.remove();
      exchange.getResponseHeaders().set(turn.header(), turn.value());
      byte[] bytes = turn.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(
          turn.status(), turn.millis() > 0 ? bytes.length + 1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.getResponseBody().flush();
      Thread.sleep(turn.millis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ChatEndpoint endpoint(Optional<ApiKey> key, OptionalLong seed) {
    URI address = EndpointSettings.address("http://localhost:" + port() + "/v1/");
    return new ChatEndpoint(
        new EndpointSettings(address, "m", key, seed, patience), Progress.none());
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private String reply() {
    return endpoint(Optional.empty(), OptionalLong.empty())
        .reply(List.of(ChatMessage.system("be"), ChatMessage.user("hé \"x\"")));
  }

  private String failure() {
    return assertThrows(PareException.class, this::reply).getMessage();
  }

  @Test
  void asksAsTheProtocolSays() {
    assertEquals("größer", reply());
    assertEquals(
        Map.of(
            "model",
            "m",
            "messages",
            List.of(
                Map.of("role", "system", "content", "be"),
                Map.of("role", "user", "content", "hé \"x\"")),
            "temperature",
            0L),
        bodies.get(0).values());
    assertEquals(List.of("none"), keys);
    ApiKey key = ApiKey.of(Map.of("K", " secret-1 "), "K");
    endpoint(Optional.of(key), OptionalLong.of(7)).reply(List.of());
    assertEquals("Bearer secret-1", keys.get(1));
    assertEquals(7, bodies.get(1).requireInteger("seed"));
  }

  @Test
  void asksAgainWhatFailsForAWhile() {
    turns.add(new Turn(429, "{}", "Retry-After", "0", 0));
    turns.add(Turn.of(500, "oops"));
    assertEquals("größer", reply());
    assertEquals(3, bodies.size());
    assertEquals(bodies.get(0).values(), bodies.get(2).values());
  }

  @Test
  void waitsAsLongAsItIsToldAndNotForever() {
    turns.add(new Turn(429, "{}", "Retry-After", "1", 0));
    long start = System.nanoTime();
    assertEquals("größer", reply());
    assertTrue(System.nanoTime() - start >= 1_000_000_000L);
    turns.add(new Turn(503, "{}", "Retry-After", "3600", 0));
    assertTrue(failure().endsWith("(HTTP 503); run it again in 3600 s"));
  }

  @Test
  void givesUpOnAServerThatStaysBroken() {
    for (int i = 0; i < 3; i++) {
      turns.add(Turn.of(502, ""));
    }
    String told = failure();
    assertTrue(told.contains("busy or out of order (HTTP 502), 3 times in a row"), told);
  }

  /** Headers and half a body come, the rest does not. */
  @Test
  void givesUpOnSilence() {
    for (int i = 0; i < 3; i++) {
      turns.add(new Turn(200, GOOD.substring(0, 20), "X-None", "", 3000));
    }
    String told = failure();
    assertTrue(told.contains("lost the connection (no reply within"), told);
  }

  @Test
  void saysThatNobodyIsThere() {
    int port = port();
    server.stop(0);
    String told = failure();
    assertTrue(
        told.startsWith("http://localhost:" + port + "/v1/chat/completions: cannot be reached, 3"),
        told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | <html>hello</html>                     | no chat completion (the reply: not valid JSON",
        "200 | {\"choices\": [{\"mess                 | no chat completion (the reply: not valid JSON",
        "200 | {\"choices\": []}                      | \"choices\" is empty",
        "200 | {\"choices\": [{}]}                    | \"message\" is missing",
        "200 | {\"choices\": [{\"message\": {\"content\": 3}}]} | \"content\" is 3, not a string",
        "401 | {\"error\": {\"message\": \"no key\"}} | refuses (HTTP 401: no key); name the variable",
        "404 | {\"error\": \"no model m\"}            | refuses (HTTP 404: no model m); check the address",
        "400 | {\"message\": \"too long\"}            | refuses (HTTP 400: too long)",
        "418 | a teapot                               | refuses (HTTP 418)",
        "307 | x                                      | sends on to another address"
      })
  void namesWhatIsWrong(int status, String body, String told) {
    turns.add(Turn.of(status, body));
    String failure = failure();
    assertTrue(failure.contains(told), failure);
    assertEquals(1, bodies.size(), "asking again would not help");
  }

  @Test
  void aRefusalToSpeakIsAnEmptyReply() {
    turns.add(Turn.of(200, "{\"choices\": [{\"message\": {\"content\": null}}]}"));
    assertEquals("", reply());
  }

  @Test
  void anEndlessReplyIsCutOff() {
    patience = LONG; // a busy machine sends 16 MiB slowly
    for (int i = 0; i < 3; i++) {
      turns.add(Turn.of(200, "x".repeat((16 << 20) + 1)));
    }
    assertTrue(failure().contains("sends more than 16777216 bytes"));
  }

  @Test
  void keepsTheKeyToItself() {
    ApiKey key = ApiKey.of(Map.of("K", "secret-1"), "K");
    assertEquals("…", key.toString());
    turns.add(Turn.of(401, "{\"error\": {\"message\": \"bad key secret-1\"}}"));
    ChatEndpoint endpoint = endpoint(Optional.of(key), OptionalLong.empty());
    PareException refused = assertThrows(PareException.class, () -> endpoint.reply(List.of()));
    assertTrue(refused.getMessage().contains("bad key …); check the key"), refused.getMessage());
    assertFalse(refused.getMessage().contains("secret"));
    PareException open =
        assertThrows(
            PareException.class,
            () ->
                new EndpointSettings(
                    URI.create("http://example.org/v1/chat/completions"),
                    "m",
                    Optional.of(key),
                    OptionalLong.empty(),
                    SHORT));
    assertTrue(open.getMessage().contains("would get the key unprotected"), open.getMessage());
    PareException unset = assertThrows(PareException.class, () -> ApiKey.of(Map.of(), "JUDGE_KEY"));
    assertEquals(
        "the variable JUDGE_KEY: is not set, or empty; set it to the key, and export it",
        unset.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://a.org/v1                          | https://a.org/v1/chat/completions",
        "https://a.org/v1/chat/completions         | https://a.org/v1/chat/completions",
        "https://a.org/d/chat/completions/?v=1     | https://a.org/d/chat/completions?v=1",
        "http://192.168.1.2:8080                   | http://192.168.1.2:8080/chat/completions",
        "ftp://a.org                               |",
        "a.org/v1                                  |",
        "https://user:secret@a.org/v1              |",
        "https://a b                               |"
      })
  void addresses(String given, String expected) {
    if (expected == null) {
      assertThrows(PareException.class, () -> EndpointSettings.address(given));
    } else {
      assertEquals(URI.create(expected), EndpointSettings.address(given));
    }
  }
}
