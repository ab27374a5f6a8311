package dev.pare.models.http;

import java.net.URI;
import java.util.Set;

/** What can be said of a web address before anything is sent there. */
public final class Addresses {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private Addresses() {}

  /** Whether nobody on the way can read or change what is sent: https, or this machine itself. */
  public static boolean isSafe(URI address) {
    return "https".equals(address.getScheme())
        || ("http".equals(address.getScheme()) && THIS_MACHINE.contains(address.getHost()));
  }
}
