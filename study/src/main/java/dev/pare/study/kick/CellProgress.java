package dev.pare.study.kick;

import dev.pare.core.progress.Progress;

/**
 * Progress of one cell among many: its parts are told with the cell's name. What a method tells of
 * each layer is not worth keeping here.
 */
final class CellProgress implements Progress {
  private final String cell;
  private final Progress shown;

  CellProgress(String cell, Progress shown) {
    this.cell = cell;
    this.shown = shown;
  }

  @Override
  public void begin(String task, long total, String unit) {
    shown.begin(cell + ", " + task, total, unit);
  }

  @Override
  public void advance(long units) {
    shown.advance(units);
  }

  @Override
  public void status(String status) {
    shown.status(status);
  }

  @Override
  public void note(String line) {}

  @Override
  public void end() {
    shown.end();
  }
}
