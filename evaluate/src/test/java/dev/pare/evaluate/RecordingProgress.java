package dev.pare.evaluate;

import dev.pare.core.progress.Progress;

/** Keeps what it was told. */
final class RecordingProgress implements Progress {
  long total;
  long done;
  boolean ended;

  @Override
  public void begin(String task, long total, String unit) {
    this.total = total;
  }

  @Override
  public void advance(long units) {
    done += units;
  }

  @Override
  public void note(String line) {}

  @Override
  public void end() {
    ended = true;
  }
}
