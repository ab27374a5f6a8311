package dev.pare.study.demo;

import dev.pare.core.progress.Progress;

/**
 * Progress over several models that are asked the same: the first one's tokens, told when it
 * begins, times the number of models. Work counted otherwise, and what a method tells of each
 * layer, is not shown.
 */
final class WholeProgress implements Progress {
  private static final String TOKENS = "tokens";

  private final String task;
  private final int models;
  private final Progress shown;
  private long share; // a model's tokens; 0 until the first one begins
  private int begun;
  private boolean counts;
  private long total;
  private long done;
  private long told;

  /**
   * @param models how many times tokens will be counted
   */
  WholeProgress(String task, int models, Progress shown) {
    this.task = task;
    this.models = models;
    this.shown = shown;
  }

  @Override
  public synchronized void begin(String part, long partTotal, String unit) {
    end();
    counts = unit.equals(TOKENS) && partTotal > 0 && begun < models;
    if (!counts) {
      return;
    }
    if (begun == 0) {
      share = partTotal;
      shown.begin(task, share * models, TOKENS);
    }
    begun++;
    total = partTotal;
    done = 0;
    told = 0;
  }

  @Override
  public synchronized void advance(long units) {
    if (counts) {
      done = Math.min(total, done + units);
      tell(Math.round((double) share * done / total));
    }
  }

  private void tell(long now) {
    shown.advance(now - told);
    told = now;
  }

  @Override
  public void note(String line) {}

  /** A part is over, whatever it counted; the whole is over when {@link #finish} says so. */
  @Override
  public synchronized void end() {
    if (counts) {
      tell(share);
      counts = false;
    }
  }

  void finish() {
    shown.end();
  }
}
