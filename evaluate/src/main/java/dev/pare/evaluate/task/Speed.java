package dev.pare.evaluate.task;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How fast a model answered what it had not answered before.
 *
 * @param requests texts scored, such as a choice each, and texts continued
 * @param tokens read or written for them; what neighbouring requests begin with alike counts once
 * @param seconds wall time, the model's opening left out
 */
public record Speed(long requests, long tokens, double seconds) {
  static final Speed NONE = new Speed(0, 0, 0);

  Speed and(long moreRequests, long moreTokens) {
    return new Speed(requests + moreRequests, tokens + moreTokens, seconds);
  }

  Speed in(double wall) {
    return new Speed(requests, tokens, wall);
  }

  /** NaN if nothing was computed. */
  public double requestsPerSecond() {
    return requests / seconds;
  }

  /** NaN if nothing was computed. */
  public double tokensPerSecond() {
    return tokens / seconds;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("requests", requests);
    json.put("tokens", tokens);
    json.put("seconds", seconds);
    json.put("requestsPerSecond", requestsPerSecond());
    json.put("tokensPerSecond", tokensPerSecond());
    return json;
  }
}
