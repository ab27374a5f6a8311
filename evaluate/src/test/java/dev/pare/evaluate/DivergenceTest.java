package dev.pare.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DivergenceTest {
  private static final int VOCABULARY = 13;
  private static final double FLOAT = 2e-6;
  private static final long IN_MEMORY = 1 << 20;
  private static final long IN_FILE = 0;

  private final FakeTokenizer tokenizer = new FakeTokenizer(VOCABULARY, true);
  private final FakeModel.Distribution p = FakeModel.random(1, VOCABULARY);
  private final FakeModel.Distribution q = FakeModel.random(2, VOCABULARY);
  private final FakeModel baseline = new FakeModel(p, tokenizer);
  private final FakeModel model = new FakeModel(q, tokenizer);
  private final EvaluationText text = Texts.random(3, 200);

  @TempDir Path folder;

  private Divergence measure(EvaluationText text, PerplexityProtocol protocol, long memory) {
    Corpus corpus = Comparison.corpus(model, baseline, text, protocol);
    return Comparison.run(model, baseline, corpus, Progress.none(), memory, folder);
  }

  @ParameterizedTest
  @CsvSource({"16,16", "16,5", "16,1", "64,64"})
  void matchesBruteForce(int window, int stride) {
    Divergence divergence = measure(text, new PerplexityProtocol(window, stride, false), IN_MEMORY);
    assertMatches(BruteForce.windows(text.content(), tokenizer, window, stride), divergence);
  }

  @Test
  void matchesBruteForceOverLines() {
    Random random = new Random(4);
    String[] lines =
        random.ints(30, 1, 40).mapToObj(n -> Texts.letters(random, n)).toArray(String[]::new);
    var joined = new EvaluationText("lines.txt", String.join("\n\n", lines));
    Divergence divergence = measure(joined, new PerplexityProtocol(20, 20, true), IN_FILE);
    assertMatches(BruteForce.lines(tokenizer, 20, lines), divergence);
  }

  private void assertMatches(List<BruteForce.Target> targets, Divergence divergence) {
    double[] kl = values(targets, t -> kl(t.row(p), t.row(q)));
    assertEquals(BruteForce.mean(kl), divergence.meanKl().value(), FLOAT);
    assertEquals(BruteForce.standardError(targets, kl), divergence.meanKl().standardError(), FLOAT);
    assertEquals(quantile(kl, 0.5), divergence.medianKl(), FLOAT);
    assertEquals(quantile(kl, 0.99), divergence.percentile99Kl(), FLOAT);
    double[] top = values(targets, t -> top(t.row(p)) == top(t.row(q)) ? 1 : 0);
    assertEquals(BruteForce.mean(top), divergence.topAgreement().value(), FLOAT);
    assertEquals(
        BruteForce.standardError(targets, top), divergence.topAgreement().standardError(), FLOAT);
    double[] squares =
        values(
            targets,
            t -> Math.pow(Math.exp(t.logProbability(q)) - Math.exp(t.logProbability(p)), 2));
    assertEquals(Math.sqrt(BruteForce.mean(squares)), divergence.rmsDeltaP(), FLOAT);
    double[] difference = values(targets, t -> t.logProbability(p) - t.logProbability(q));
    Estimate measured = divergence.negativeLogLikelihoodDifference();
    assertEquals(BruteForce.mean(difference), measured.value(), FLOAT);
    assertEquals(BruteForce.standardError(targets, difference), measured.standardError(), FLOAT);
  }

  private static double[] values(
      List<BruteForce.Target> targets, ToDoubleFunction<BruteForce.Target> value) {
    return targets.stream().mapToDouble(value).toArray();
  }

  private static double kl(double[] p, double[] q) {
    double sum = 0;
    for (int v = 0; v < p.length; v++) {
      sum += Math.exp(p[v]) * (p[v] - q[v]);
    }
    return sum;
  }

  private static int top(double[] row) {
    double max = Arrays.stream(row).max().orElseThrow();
    int v = 0;
    while (row[v] < max) {
      v++;
    }
    return v;
  }

  /** As numpy's default: linear between the neighbours of index (n − 1)·share. */
  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double index = (sorted.length - 1) * share;
    int below = (int) index;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (index - below) * (sorted[above] - sorted[below]);
  }

  @Test
  void perplexitiesAreThoseMeasuredAlone() {
    var protocol = new PerplexityProtocol(16, 8, false);
    Divergence divergence = Divergence.measure(model, baseline, text, protocol, Progress.none());
    Perplexity alone = Perplexity.measure(model, text, protocol, Progress.none());
    Perplexity dense = Perplexity.measure(baseline, text, protocol, Progress.none());
    assertEquals(alone.negativeLogLikelihood(), divergence.model().negativeLogLikelihood());
    assertEquals(dense.negativeLogLikelihood(), divergence.baseline().negativeLogLikelihood());
  }

  @Test
  void aModelDoesNotDivergeFromItself() {
    var protocol = new PerplexityProtocol(16, 16, false);
    Divergence divergence = Divergence.measure(model, model, text, protocol, Progress.none());
    assertEquals(new Estimate(0, 0), divergence.meanKl());
    assertEquals(0, divergence.percentile99Kl());
    assertEquals(new Estimate(1, 0), divergence.topAgreement());
    assertEquals(0, divergence.rmsDeltaP());
    assertEquals(new Estimate(0, 0), divergence.negativeLogLikelihoodDifference());
  }

  @Test
  void isTheSameFromRowsThatWereKept() {
    var protocol = new PerplexityProtocol(16, 4, false);
    Path file = folder.resolve("rows");
    BaselineRows.write(file, "baseline", baseline, text, protocol, Progress.none());
    Divergence at = Divergence.measure(model, baseline, text, protocol, Progress.none());
    try (BaselineRows rows = BaselineRows.open(file, "baseline", model, text, protocol)) {
      Divergence kept = Divergence.measure(model, rows, Progress.none());
      assertEquals(at.meanKl(), kept.meanKl());
      assertEquals(at.percentile99Kl(), kept.percentile99Kl());
      assertEquals(at.topAgreement(), kept.topAgreement());
      assertEquals(at.rmsDeltaP(), kept.rmsDeltaP());
      assertEquals(at.negativeLogLikelihoodDifference(), kept.negativeLogLikelihoodDifference());
      assertEquals(at.baseline().negativeLogLikelihood(), kept.baseline().negativeLogLikelihood());
    }
  }

  @Test
  void rowsOfSomethingElseAreRefused() throws IOException {
    var protocol = new PerplexityProtocol(16, 4, false);
    Path file = folder.resolve("rows");
    BaselineRows.write(file, "baseline", baseline, text, protocol, Progress.none());
    refused("holds rows of another", file, "other", text, protocol);
    refused("holds rows of another", file, "baseline", Texts.random(4, 200), protocol);
    refused("holds rows of another", file, "baseline", text, new PerplexityProtocol(16, 5, false));
    byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, all.length - 1));
    refused("bytes instead of", file, "baseline", text, protocol);
    Files.write(file, Arrays.copyOf(all, 100));
    refused("bytes instead of", file, "baseline", text, protocol);
    Files.write(file, Arrays.copyOf(all, 20));
    refused("holds rows of another", file, "baseline", text, protocol);
    Files.write(file, new byte[9999]);
    refused("holds no rows", file, "baseline", text, protocol);
  }

  private void refused(
      String named, Path file, String identity, EvaluationText text, PerplexityProtocol protocol) {
    var failure =
        assertThrows(
            PareException.class,
            () -> BaselineRows.open(file, identity, model, text, protocol).close());
    assertTrue(failure.getMessage().contains(named), failure.getMessage());
  }

  @Test
  void isTheSameFromMemoryAndFromAFile() {
    var protocol = new PerplexityProtocol(16, 4, false);
    Divergence memory = measure(text, protocol, IN_MEMORY);
    Divergence file = measure(text, protocol, IN_FILE);
    assertEquals(memory.meanKl(), file.meanKl());
    assertEquals(memory.medianKl(), file.medianKl());
    assertEquals(memory.percentile99Kl(), file.percentile99Kl());
    assertEquals(memory.topAgreement(), file.topAgreement());
    assertEquals(memory.rmsDeltaP(), file.rmsDeltaP());
  }

  @Test
  void leavesNoFileWhenTheModelFails() {
    model.beforeTargets =
        () -> {
          throw new IllegalStateException("stop");
        };
    var protocol = new PerplexityProtocol(16, 16, false);
    assertThrows(IllegalStateException.class, () -> measure(text, protocol, IN_FILE));
    assertEquals(0, folder.toFile().list().length);
  }

  @Test
  void leavesNoFileWhenInterrupted() {
    baseline.beforeTargets = () -> Thread.currentThread().interrupt();
    var protocol = new PerplexityProtocol(16, 16, false);
    assertThrows(PareException.class, () -> measure(text, protocol, IN_FILE));
    assertTrue(Thread.interrupted());
    assertEquals(0, folder.toFile().list().length);
  }

  @Test
  void refusesAnotherVocabulary() {
    var other = new FakeModel(p, new FakeTokenizer(VOCABULARY + 1, true));
    assertRefuses(other, "the baseline: has a vocabulary of 14 tokens, the model one of 13; ");
  }

  @Test
  void refusesATokenizerThatSplitsOtherwise() {
    var shifted = new FakeModel(p, new FakeTokenizer(VOCABULARY, true, 1));
    assertRefuses(shifted, "the baseline: splits random.txt into other tokens");
    var startless = new FakeModel(p, new FakeTokenizer(VOCABULARY, false));
    assertRefuses(startless, "the baseline: splits random.txt into other tokens");
  }

  private void assertRefuses(FakeModel other, String message) {
    var protocol = new PerplexityProtocol(16, 16, false);
    var failure =
        assertThrows(
            PareException.class,
            () -> Divergence.measure(model, other, text, protocol, Progress.none()));
    assertTrue(failure.getMessage().startsWith(message), failure.getMessage());
  }

  @Test
  void tellsItsProgressForBothModels() {
    var progress = new RecordingProgress();
    Divergence.measure(model, baseline, text, new PerplexityProtocol(16, 16, false), progress);
    assertEquals(2 * 12 * 16, progress.total);
    assertEquals(progress.total, progress.done);
    assertTrue(progress.ended);
  }
}
