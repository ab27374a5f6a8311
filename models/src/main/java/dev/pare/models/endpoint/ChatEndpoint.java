package dev.pare.models.endpoint;

import dev.pare.core.PareException;
import dev.pare.core.chat.ChatMessage;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.progress.Progress;
import dev.pare.models.http.Retries;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A model that a server runs and that answers chats at temperature 0, by OpenAI's {@code POST
 * …/chat/completions}. Busy servers, failing ones and lost connections are asked again, after a
 * pause that doubles or that the server names; redirects are not followed.
 */
public final class ChatEndpoint {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final int MOST_BYTES = 16 << 20;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();
  private final EndpointSettings settings;
  private final Progress progress;

  /**
   * @param progress told of every pause
   */
  public ChatEndpoint(EndpointSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * What the model says next; "" where it says nothing.
   *
   * @throws PareException if the server cannot be reached, refuses, or answers something else
   */
  public String reply(List<ChatMessage> messages) {
    HttpRequest request = request(messages);
    Retries retries = new Retries(settings.address(), settings.patience(), progress);
    while (true) {
      try {
        HttpResponse<byte[]> answer = send(request);
        if (!Retries.isPassing(answer.statusCode())) {
          return new Completion(settings, answer).text();
        }
        retries.refused(answer);
      } catch (IOException e) {
        retries.lost(e);
      }
    }
  }

  private HttpRequest request(List<ChatMessage> messages) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("model", settings.model());
    body.put(
        "messages",
        messages.stream()
            .map(message -> Map.of("role", message.role(), "content", message.content()))
            .toList());
    body.put("temperature", 0);
    settings.seed().ifPresent(seed -> body.put("seed", seed));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.address())
            .header("User-Agent", "pare")
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    JsonWriting.toLine(body), StandardCharsets.UTF_8));
    settings.key().ifPresent(key -> request.header("Authorization", key.header()));
    return request.build();
  }

  /** Waits for the whole reply: the client's own time limit ends with the headers. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, info -> new LimitedBody(MOST_BYTES));
    Duration longest = settings.patience().silence();
    try {
      return answer.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("no reply within " + longest.toSeconds() + " s");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new PareException(settings.address(), "was interrupted", "run it again", e);
    }
  }
}
