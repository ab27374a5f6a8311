package dev.pare.core.progress;

/** Shows nothing. */
final class SilentProgress implements Progress {
  @Override
  public void begin(String task, long total, String unit) {}

  @Override
  public void advance(long units) {}

  @Override
  public void note(String line) {}

  @Override
  public void end() {}
}
