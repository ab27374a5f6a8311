package dev.pare.study.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WholeProgressTest {
  /** What was begun and ended, and how far it came. */
  private static final class Recorded implements Progress {
    final List<String> lines = new ArrayList<>();
    long done;

    @Override
    public void begin(String task, long total, String unit) {
      lines.add("begin %s %d %s".formatted(task, total, unit));
    }

    @Override
    public void advance(long units) {
      done += units;
    }

    @Override
    public void note(String line) {
      lines.add(line);
    }

    @Override
    public void end() {
      lines.add("end");
    }
  }

  private final Recorded shown = new Recorded();
  private final WholeProgress whole = new WholeProgress("demo", 3, shown);

  private void model(long total, long each) {
    whole.begin("the model", total, "tokens");
    for (long done = 0; done + each <= total; done += each) {
      whole.advance(each);
    }
  }

  @Test
  void countsEveryModelAlike() {
    whole.begin("write", 10, Progress.BYTES);
    whole.advance(10);
    whole.end();
    assertEquals(List.of(), shown.lines);
    model(100, 30);
    assertEquals(90, shown.done);
    whole.end();
    assertEquals(100, shown.done);
    model(50, 10);
    assertEquals(200, shown.done);
    whole.begin("write", 10, Progress.BYTES); // ends what was counted before
    whole.advance(10);
    assertEquals(200, shown.done);
    model(400, 100);
    whole.advance(100); // more than was told
    whole.end();
    assertEquals(300, shown.done);
    model(100, 50); // one too many
    whole.note("a layer's line");
    whole.finish();
    assertEquals(300, shown.done);
    assertEquals(List.of("begin demo 300 tokens", "end"), shown.lines);
  }
}
