package dev.pare.cli;

/** Quantities for people. */
final class Units {
  private Units() {}

  /** Bytes in decimal units, as disks and downloads count. */
  static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 999.5) {
      value /= 1000;
      unit++;
    }
    return (value < 9.995 ? "%.2f %cB" : value < 99.95 ? "%.1f %cB" : "%.0f %cB")
        .formatted(value, "kMGT".charAt(unit));
  }

  static String seconds(double seconds) {
    return seconds < 60 ? "%.1f s".formatted(seconds) : TerminalProgress.clock(seconds);
  }
}
