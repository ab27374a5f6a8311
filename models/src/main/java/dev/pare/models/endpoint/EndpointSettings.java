package dev.pare.models.endpoint;

import dev.pare.core.PareException;
import dev.pare.models.http.Addresses;
import dev.pare.models.http.Patience;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whom to ask, and how.
 *
 * @param address where requests go: {@code …/chat/completions}
 * @param model the name that the server knows it by
 * @param key the server's, where it wants one
 * @param seed sent along, for servers that draw even at temperature 0; none is sent without
 * @param patience with a server that fails; its silence is the longest that one reply may take
 */
public record EndpointSettings(
    URI address, String model, Optional<ApiKey> key, OptionalLong seed, Patience patience) {
  /** With a model that may take minutes for a reply. */
  public static final Patience SLOW =
      new Patience(6, Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofMinutes(5));

  private static final String PATH = "/chat/completions";

  /**
   * @throws PareException if a key would go to another machine unprotected
   */
  public EndpointSettings {
    if (key.isPresent() && !Addresses.isSafe(address)) {
      throw new PareException(
          address, "would get the key unprotected", "give an https:// address, or no key");
    }
  }

  /**
   * The address of a server's chat completions.
   *
   * @param text that address, or what stands before {@code /chat/completions}, usually {@code …/v1}
   * @throws PareException if it is no web address
   */
  public static URI address(String text) {
    try {
      URI given = new URI(text.strip());
      boolean web = "http".equals(given.getScheme()) || "https".equals(given.getScheme());
      if (web && given.getHost() != null && given.getRawUserInfo() == null) {
        String path = given.getRawPath().replaceFirst("/+$", "");
        String query = given.getRawQuery() == null ? "" : "?" + given.getRawQuery();
        return new URI(
            given.getScheme()
                + "://"
                + given.getRawAuthority()
                + (path.endsWith(PATH) ? path : path + PATH)
                + query);
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw new PareException(
        "\"" + text + "\"", "is no address of a server", "give it as https://host/v1");
  }
}
