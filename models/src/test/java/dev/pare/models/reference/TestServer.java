package dev.pare.models.reference;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on this machine that serves what it is told, faults included. */
final class TestServer implements AutoCloseable {
  /** One request as it came. */
  record Request(
      String method, String path, Optional<String> authorization, Optional<String> range) {}

  /** Answers one request. */
  @FunctionalInterface
  interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, Deque<Answer>> first = new ConcurrentHashMap<>();
  final List<Request> requests = new CopyOnWriteArrayList<>();

  TestServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url(String path) {
    return "http://localhost:" + server.getAddress().getPort() + path;
  }

  /** What a path answers from now on. */
  void put(String path, Answer answer) {
    answers.put(path, answer);
  }

  /** What the next GET of a path answers; several come in turn. */
  void next(String path, Answer answer) {
    first.computeIfAbsent(path, p -> new ArrayDeque<>()).add(answer);
  }

  List<Request> requests(String method, String path) {
    return requests.stream()
        .filter(request -> request.method().equals(method) && request.path().equals(path))
        .toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    String method = exchange.getRequestMethod();
    requests.add(
        new Request(method, path, header(exchange, "Authorization"), header(exchange, "Range")));
    Answer answer = answers.getOrDefault(path, status(404));
    Deque<Answer> turns = first.get(path);
    if (turns != null && method.equals("GET")) {
      synchronized (turns) {
        answer = turns.isEmpty() ? answer : turns.removeFirst();
      }
    }
    try (exchange) {
      answer.give(exchange);
    }
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /** A status with headers, by name and value in turn, and no body. */
  static Answer status(int status, String... headers) {
    return exchange -> {
      set(exchange, headers);
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** A file, whole or from where the request asks, with conditions. */
  static Answer file(byte[] content, String... headers) {
    return exchange -> {
      set(exchange, headers);
      String tag = exchange.getResponseHeaders().getFirst("ETag");
      if (tag != null && header(exchange, "If-None-Match").filter(tag::equals).isPresent()) {
        exchange.sendResponseHeaders(304, -1);
        return;
      }
      boolean same = header(exchange, "If-Range").map(value -> value.equals(tag)).orElse(true);
      Optional<String> range = header(exchange, "Range").filter(r -> same);
      int from = range.map(r -> Integer.parseInt(r.replaceAll("\\D", ""))).orElse(0);
      if (from > 0 && from >= content.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      if (from > 0) {
        String part = "bytes " + from + "-" + (content.length - 1) + "/" + content.length;
        exchange.getResponseHeaders().set("Content-Range", part);
      }
      send(exchange, from > 0 ? 206 : 200, content, from, content.length);
    };
  }

  /** A file whose connection ends {@code count} bytes after where it begins. */
  static Answer dropping(byte[] content, int count, String... headers) {
    return exchange -> {
      set(exchange, headers);
      int from =
          header(exchange, "Range").map(r -> Integer.parseInt(r.replaceAll("\\D", ""))).orElse(0);
      if (from > 0) {
        String part = "bytes " + from + "-" + (content.length - 1) + "/" + content.length;
        exchange.getResponseHeaders().set("Content-Range", part);
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
      exchange.getResponseBody().write(content, from, Math.min(count, content.length - from));
      exchange.getResponseBody().flush();
      sleep(50); // what comes together with the end may be lost with it
    };
  }

  /** A file that stops coming for a while. */
  static Answer silent(byte[] content, int count, long millis, String... headers) {
    return exchange -> {
      dropping(content, count, headers).give(exchange);
      sleep(millis);
    };
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] content, int from, int to)
      throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(to - from));
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, to == from ? -1 : to - from);
      exchange.getResponseBody().write(content, from, to - from);
    }
  }

  private static void set(HttpExchange exchange, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
