package dev.pare.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PerplexityTest {
  private static final int VOCABULARY = 11;
  private static final double FLOAT = 1e-6;

  private final FakeModel.Distribution distribution = FakeModel.random(1, VOCABULARY);

  private FakeModel model(boolean startToken) {
    return new FakeModel(distribution, new FakeTokenizer(VOCABULARY, startToken));
  }

  private static Perplexity measure(FakeModel model, String text, PerplexityProtocol protocol) {
    return Perplexity.measure(
        model, new EvaluationText("text.txt", text), protocol, Progress.none());
  }

  @Test
  void matchesAHandComputedExample() {
    double[] row = {Math.log(1 / 2.0), Math.log(1 / 4.0), Math.log(1 / 8.0), Math.log(1 / 8.0)};
    var model = new FakeModel((ids, position) -> row, new FakeTokenizer(4, false));
    // the ids are 3, 3, 0, 1; the first is only read: (8 · 2 · 4)^(1/3)
    Perplexity perplexity = measure(model, "ccde", new PerplexityProtocol(8, 8, false));
    assertEquals(4, perplexity.perplexity(), 1e-6);
    assertEquals(3, perplexity.tokens());
  }

  @ParameterizedTest
  @CsvSource({"8,8", "8,7", "8,4", "8,3", "8,1", "2,2", "2,1", "37,5", "64,64", "64,1"})
  void matchesBruteForce(int window, int stride) {
    for (boolean startToken : new boolean[] {false, true}) {
      FakeModel model = model(startToken);
      String text = Texts.letters(new Random(2), 77);
      var targets = BruteForce.windows(text, model.tokenizer(), window, stride);
      Perplexity perplexity = measure(model, text, new PerplexityProtocol(window, stride, false));
      assertMatches(targets, perplexity);
    }
  }

  private void assertMatches(List<BruteForce.Target> targets, Perplexity perplexity) {
    double[] nll = targets.stream().mapToDouble(t -> -t.logProbability(distribution)).toArray();
    long groups = targets.stream().map(BruteForce.Target::group).distinct().count();
    double mean = BruteForce.mean(nll);
    double error = groups < 2 ? Double.NaN : BruteForce.standardError(targets, nll);
    assertEquals(targets.size(), perplexity.tokens());
    assertEquals(groups, perplexity.windows());
    assertEquals(mean, perplexity.negativeLogLikelihood().value(), FLOAT);
    assertEquals(error, perplexity.negativeLogLikelihood().standardError(), FLOAT);
    assertEquals(Math.exp(mean), perplexity.perplexity(), 1e-4);
    assertEquals(Math.exp(mean) * error, perplexity.standardError(), 1e-4);
  }

  @Test
  void agreesWithTheFieldsFormulaForConsecutiveWindows() {
    FakeModel model = model(true);
    String text = Texts.letters(new Random(3), 99);
    var means = new SummaryStatistics();
    int[] ids = model.tokenizer().encode(text);
    double sum = 0;
    for (int start = 0; start < 96; start += 16) {
      var window = new SummaryStatistics();
      for (int t = 1; t < 16; t++) {
        int[] read = Arrays.copyOfRange(ids, start, start + t);
        window.addValue(-distribution.after(read, t - 1)[ids[start + t]]);
      }
      means.addValue(window.getMean());
      sum += window.getMean() * 16;
    }
    Perplexity perplexity = measure(model, text, new PerplexityProtocol(16, 16, false));
    assertEquals(sum / 96, perplexity.negativeLogLikelihood().value(), FLOAT);
    assertEquals(
        means.getStandardDeviation() / Math.sqrt(6),
        perplexity.negativeLogLikelihood().standardError(),
        FLOAT);
  }

  @Test
  void dropsTheTail() {
    String text = Texts.letters(new Random(4), 40);
    var protocol = new PerplexityProtocol(16, 16, false);
    Perplexity whole = measure(model(false), text, protocol);
    Perplexity cut = measure(model(false), text.substring(0, 32), protocol);
    assertEquals(cut.perplexity(), whole.perplexity());
    assertEquals(30, whole.tokens());
  }

  @Test
  void readsTheFirstWindowsOrLinesAlone() {
    String text = Texts.letters(new Random(8), 200);
    var windows = new PerplexityProtocol(16, 8, false);
    assertSame(
        measure(model(true), text.substring(0, 31), windows),
        measure(model(true), text, windows.limitedTo(3)));
    var lines = new PerplexityProtocol(16, 16, true);
    assertSame(
        measure(model(true), "abc\nx", lines),
        measure(model(true), "abc\n\nx\nlast", lines.limitedTo(2)));
    assertEquals(2, measure(model(true), "abc\nx", lines.limitedTo(9)).windows());
  }

  @Test
  void tellsOfEachCountedToken() {
    List<String> told = new ArrayList<>();
    double[] sum = {0};
    FakeModel model = model(false);
    Perplexity perplexity =
        Perplexity.measure(
            model,
            new EvaluationText("text.txt", "abcabcab"),
            new PerplexityProtocol(4, 2, false),
            new RecordingProgress(),
            (window, position, id, logProbability) -> {
              told.add(window + ":" + position + ":" + id);
              sum[0] += logProbability;
            });
    int[] ids = model.tokenizer().encode("abcabcab");
    List<String> expected = new ArrayList<>();
    for (int at = 1; at < 8; at++) {
      int window = at < 4 ? 0 : at / 2 - 1;
      expected.add(window + ":" + (at - 2 * window) + ":" + ids[at]);
    }
    assertEquals(expected, told);
    assertEquals(-perplexity.negativeLogLikelihood().value() * 7, sum[0], 1e-5);
  }

  private static void assertSame(Perplexity expected, Perplexity actual) {
    assertEquals(expected.negativeLogLikelihood(), actual.negativeLogLikelihood());
    assertEquals(expected.tokens(), actual.tokens());
    assertEquals(expected.windows(), actual.windows());
  }

  @Test
  void takesAShorterTextForOneWindow() {
    Perplexity perplexity = measure(model(true), "abcdefg", new PerplexityProtocol(16, 4, false));
    assertEquals(7, perplexity.tokens());
    assertEquals(1, perplexity.windows());
    assertTrue(Double.isNaN(perplexity.standardError()));
  }

  @Test
  void readsEachLineAlone() {
    String longLine = Texts.letters(new Random(5), 40);
    String text = "abc\r\n\r\n \t\nx\n" + longLine + "\n\nlast";
    for (boolean startToken : new boolean[] {false, true}) {
      FakeModel model = model(startToken);
      Perplexity perplexity = measure(model, text, new PerplexityProtocol(16, 16, true));
      assertMatches(
          BruteForce.lines(model.tokenizer(), 16, "abc", "x", longLine, "last"), perplexity);
    }
  }

  @Test
  void batchesManyLinesWithinTheTokenLimit() {
    Random random = new Random(6);
    String[] lines =
        random
            .ints(600, 1, 60)
            .mapToObj(length -> Texts.letters(random, length))
            .toArray(String[]::new);
    FakeModel model = model(true);
    Perplexity perplexity =
        measure(model, String.join("\n", lines), new PerplexityProtocol(64, 64, true));
    assertMatches(BruteForce.lines(model.tokenizer(), 64, lines), perplexity);
    assertTrue(model.batchTokens.size() > 1);
    assertTrue(model.batchTokens.stream().allMatch(tokens -> tokens <= Scorer.BATCH_TOKENS));
  }

  @Test
  void saysWhereTheStartTokenStood() {
    var windows = new PerplexityProtocol(4, 4, false);
    var lines = new PerplexityProtocol(4, 4, true);
    assertEquals(StartToken.NONE, measure(model(false), "abc", windows).startToken());
    assertEquals(StartToken.FIRST_WINDOW, measure(model(true), "abc", windows).startToken());
    assertEquals(StartToken.EACH_LINE, measure(model(true), "abc", lines).startToken());
  }

  @Test
  void refusesATextWithNothingToPredict() {
    var protocol = new PerplexityProtocol(4, 4, false);
    var failure = assertThrows(PareException.class, () -> measure(model(false), "a", protocol));
    assertEquals("text.txt: has no token to predict; give a longer text", failure.getMessage());
    assertThrows(
        PareException.class,
        () -> measure(model(true), " \n\n", new PerplexityProtocol(4, 4, true)));
  }

  @Test
  void refusesProbabilitiesThatAreNone() {
    var broken =
        new FakeModel(
            (ids, position) -> new double[] {0, 0, Double.NaN, 0}, new FakeTokenizer(4, false));
    var protocol = new PerplexityProtocol(4, 4, false);
    var failure = assertThrows(PareException.class, () -> measure(broken, "cdf", protocol));
    assertTrue(failure.getMessage().startsWith("the model: gives NaN"), failure.getMessage());
    assertTrue(failure.getMessage().contains("target 1"), failure.getMessage());
  }

  @Test
  void tellsItsProgressInTokensRead() {
    var progress = new RecordingProgress();
    Perplexity.measure(
        model(true), Texts.random(7, 50), new PerplexityProtocol(16, 8, false), progress);
    assertEquals(5 * 16, progress.total);
    assertEquals(5 * 16, progress.done);
    assertTrue(progress.ended);
  }

  @Test
  void endsItsProgressOnFailureToo() {
    var progress = new RecordingProgress();
    FakeModel model = model(true);
    model.beforeTargets =
        () -> {
          throw new IllegalStateException("stop");
        };
    var protocol = new PerplexityProtocol(16, 8, false);
    assertThrows(
        IllegalStateException.class,
        () -> Perplexity.measure(model, Texts.random(7, 50), protocol, progress));
    assertTrue(progress.ended);
  }
}
