package dev.pare.models.endpoint;

import dev.pare.core.PareException;
import java.util.Map;

/** A secret that a server knows its users by. It is sent, and shown nowhere. */
public final class ApiKey {
  private final String secret;

  private ApiKey(String secret) {
    this.secret = secret;
  }

  /**
   * The key that an environment variable holds.
   *
   * @param environment the variables by name
   * @throws PareException if it is not set, or holds no key
   */
  public static ApiKey of(Map<String, String> environment, String variable) {
    String secret = environment.getOrDefault(variable, "").strip();
    if (secret.isEmpty()) {
      throw new PareException(
          "the variable " + variable, "is not set, or empty", "set it to the key, and export it");
    }
    if (!secret.matches("[\\x21-\\x7e]+")) {
      throw new PareException("the variable " + variable, "holds no key", "copy the key again");
    }
    return new ApiKey(secret);
  }

  String header() {
    return "Bearer " + secret;
  }

  /** What a server said, which may repeat the key, without it. */
  String hiddenIn(String text) {
    return text.replace(secret, "…");
  }

  @Override
  public String toString() {
    return "…";
  }
}
