package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import dev.pare.models.http.Addresses;
import dev.pare.models.http.Patience;
import dev.pare.models.http.Retries;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Requests that follow redirects themselves: the token goes to the endpoint it is for, over the
 * first hops that stay there, and to nobody else.
 */
final class Http implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final int MOST_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** A secret and the only scheme, host and port that may see it. */
  record Credential(URI endpoint, String token) {}

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();
  private final Optional<Credential> credential;
  private final Patience patience;
  private final StallWatch stalls;
  private final Progress progress;
  private volatile boolean aborted;

  /**
   * @param credential sent where it belongs
   * @param progress told of every failure that is borne with
   */
  Http(Optional<Credential> credential, Patience patience, Progress progress) {
    this.progress = progress;
    this.credential = credential;
    this.patience = patience;
    this.stalls = new StallWatch(patience.silence());
  }

  /** A count of failures for a new piece of work. */
  Retries retries(Object where) {
    return new Retries(where, patience, progress);
  }

  static boolean sameOrigin(URI a, URI b) {
    return a.getScheme().equals(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  private static int port(URI address) {
    boolean given = address.getPort() >= 0;
    return given ? address.getPort() : "https".equals(address.getScheme()) ? 443 : 80;
  }

  /**
   * The answer after all redirects, whatever its status; the caller closes its body, which ends
   * with an exception if the server falls silent.
   *
   * @throws IOException if no answer comes
   * @throws PareException if the address or a redirect is not to be followed
   */
  HttpResponse<InputStream> get(URI address, Map<String, String> headers) throws IOException {
    return follow("GET", address, headers, true);
  }

  /** The same without a body, and a redirect to another host is not followed but the answer. */
  HttpResponse<InputStream> head(URI address) throws IOException {
    return follow("HEAD", address, Map.of(), false);
  }

  private HttpResponse<InputStream> follow(
      String method, URI first, Map<String, String> headers, boolean acrossHosts)
      throws IOException {
    URI address = first;
    boolean atHome = true;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      atHome &= knowsToken(address);
      HttpResponse<InputStream> answer = send(method, address, headers, atHome);
      Optional<String> location = answer.headers().firstValue("Location");
      if (!REDIRECTS.contains(answer.statusCode()) || location.isEmpty()) {
        return answer;
      }
      URI next = target(address, location.get());
      if (!acrossHosts && !sameOrigin(address, next)) {
        return answer;
      }
      answer.body().close();
      address = next;
    }
    throw new PareException(first, "redirects more than " + MOST_REDIRECTS + " times", "");
  }

  private boolean knowsToken(URI address) {
    return credential.isPresent() && sameOrigin(credential.get().endpoint(), address);
  }

  private static URI target(URI from, String location) {
    URI next;
    try {
      next = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new PareException(from, "redirects to no address", "report it to its owner", e);
    }
    if (next.getHost() == null || !Addresses.isSafe(next)) {
      throw new PareException(
          from, "redirects to " + next + ", which would come unprotected", "ask its owner");
    }
    return next;
  }

  private HttpResponse<InputStream> send(
      String method, URI address, Map<String, String> headers, boolean withToken)
      throws IOException {
    if (aborted) {
      throw new PareException(address, "was given up", "run it again");
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(patience.silence())
            .header("User-Agent", "pare")
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    if (withToken) {
      request.header("Authorization", "Bearer " + credential.orElseThrow().token());
    }
    try {
      return client.send(
          request.build(),
          info ->
              HttpResponse.BodySubscribers.mapping(
                  HttpResponse.BodySubscribers.ofInputStream(), stalls::watched));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PareException(address, "was interrupted", "run it again", e);
    }
  }

  /** Ends what other threads are waiting for: interrupting them does not. */
  void abort() {
    aborted = true;
    stalls.endAll();
  }

  @Override
  public void close() {
    stalls.close();
  }
}
