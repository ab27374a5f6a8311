package dev.pare.models.http;

import java.time.Duration;

/**
 * How long a server that fails is borne with.
 *
 * @param attempts tries in a row without a single byte
 * @param firstPause before the second try; it doubles from then on
 * @param longestPause the most that a server may ask for by Retry-After
 * @param silence without a byte, after which a connection counts as lost
 */
public record Patience(int attempts, Duration firstPause, Duration longestPause, Duration silence) {
  public static final Patience USUAL =
      new Patience(6, Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofSeconds(60));
}
