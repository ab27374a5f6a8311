package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.models.http.Addresses;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where caches lie and how the hub and Maven are reached, by the variables that Hugging Face's own
 * programs and Maven read, and {@code PARE_CACHE}.
 *
 * @param cache Pare's own: {@code PARE_CACHE}, else {@code ~/.cache/pare}
 * @param hubCache shared with Hugging Face's programs: {@code HF_HUB_CACHE}, else {@code
 *     HF_HOME/hub}, else {@code ~/.cache/huggingface/hub}
 * @param endpoint {@code HF_ENDPOINT}, else the public hub
 * @param token {@code HF_TOKEN}, else the file {@code HF_TOKEN_PATH} or {@code HF_HOME/token}
 * @param offline nothing is asked for over a network
 * @param home holds {@code .m2}
 * @param mavenRepository {@code maven.repo.local}, where it is set
 * @param searchPath the folders with programs
 */
public record ReferenceSettings(
    Path cache,
    Path hubCache,
    URI endpoint,
    Optional<String> token,
    boolean offline,
    Path home,
    Optional<Path> mavenRepository,
    String searchPath) {
  private static final String HUB = "https://huggingface.co";
  private static final Set<String> YES = Set.of("1", "ON", "YES", "TRUE");

  /** This process's settings. */
  public static ReferenceSettings system(boolean offline) {
    return of(System.getenv(), offline);
  }

  /**
   * @param environment the variables by name
   * @param offline whether a network is out of the question, whatever the variables say
   */
  public static ReferenceSettings of(Map<String, String> environment, boolean offline) {
    Path home = Path.of(System.getProperty("user.home"));
    Path caches = path(environment, "XDG_CACHE_HOME").orElse(home.resolve(".cache"));
    Path hubHome = path(environment, "HF_HOME").orElse(caches.resolve("huggingface"));
    Path hubCache =
        path(environment, "HF_HUB_CACHE")
            .or(() -> path(environment, "HUGGINGFACE_HUB_CACHE"))
            .orElse(hubHome.resolve("hub"));
    Path tokenFile = path(environment, "HF_TOKEN_PATH").orElse(hubHome.resolve("token"));
    return new ReferenceSettings(
        path(environment, "PARE_CACHE").orElse(caches.resolve("pare")),
        hubCache,
        endpoint(value(environment, "HF_ENDPOINT").orElse(HUB)),
        token(value(environment, "HF_TOKEN"), tokenFile),
        offline || isYes(environment, "HF_HUB_OFFLINE"),
        home,
        Optional.ofNullable(System.getProperty("maven.repo.local")).map(Path::of),
        environment.getOrDefault("PATH", ""));
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  private static Optional<Path> path(Map<String, String> environment, String name) {
    Path home = Path.of(System.getProperty("user.home"));
    return value(environment, name)
        .map(text -> text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text));
  }

  private static boolean isYes(Map<String, String> environment, String name) {
    return value(environment, name)
        .filter(v -> YES.contains(v.toUpperCase(Locale.ROOT)))
        .isPresent();
  }

  private static URI endpoint(String text) {
    try {
      URI endpoint = new URI(text.replaceFirst("/+$", ""));
      if (endpoint.getHost() != null && Addresses.isSafe(endpoint)) {
        return endpoint;
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw new PareException(
        "HF_ENDPOINT", "is \"" + text + "\", no https:// address", "correct it or unset it");
  }

  private static Optional<String> token(Optional<String> given, Path file) {
    Optional<String> token = given;
    try {
      if (token.isEmpty() && Files.isRegularFile(file)) {
        token = Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
      }
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
    if (token.isPresent() && !token.get().matches("[\\x21-\\x7e]+")) {
      String where = given.isPresent() ? "HF_TOKEN" : file.toString();
      throw new PareException(where, "holds no token", "copy it again or unset it");
    }
    return token;
  }
}
