package dev.pare.calibrate.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.AsciiTokenizer;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallLlama;
import dev.pare.models.ComputeType;
import dev.pare.models.TorchLanguageModel;
import dev.pare.models.TorchOptions;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model writes to calibrate itself on; texts start with 1 and end with 2. */
class GeneratedTextTest {
  private static final CalibrationText GENERATED =
      new CalibrationText(Path.of("generated"), false, Optional.empty(), 1);
  private static final int START = 1;
  private static final int END = 2;
  private static final int LENGTH = 40;

  @TempDir private Path temp;

  private static RandomCheckpoint model(Map<String, Object> changes) {
    Map<String, Object> settings = new HashMap<>(changes);
    settings.put("vocab_size", (long) AsciiTokenizer.VOCABULARY);
    return SmallLlama.of(DType.F32, settings, 7)
        .withCompanion("tokenizer.json", AsciiTokenizer.json());
  }

  private static TokenSequences write(int count, long seed, Optional<Path> kept) {
    return TokenSequences.read(
        List.of(GENERATED),
        count,
        LENGTH,
        model(Map.of()),
        seed,
        new GenerationSettings(ComputeType.F32, kept, Progress.none()));
  }

  @Test
  void oneTextFollowsTheOther() {
    TokenSequences written = write(70, 5, Optional.empty());
    assertEquals(70, written.ids().size());
    int ends = 0;
    for (int[] ids : written.ids()) {
      assertEquals(LENGTH, ids.length);
      assertEquals(START, ids[0]);
      for (int i = 0; i < LENGTH; i++) {
        assertTrue(ids[i] >= 0 && ids[i] < AsciiTokenizer.VOCABULARY);
        if (ids[i] == END && i + 1 < LENGTH) {
          assertEquals(START, ids[i + 1]);
          ends++;
        }
      }
    }
    assertTrue(ends > 0);
    assertEquals("temperature 1.0", written.sources().get(0).get("generated"));
    assertEquals(written.sha256(), written.sources().get(0).get("sha256"));
  }

  @Test
  void theSeedChooses() {
    assertEquals(write(3, 5, Optional.empty()).sha256(), write(3, 5, Optional.empty()).sha256());
    assertNotEquals(write(3, 5, Optional.empty()).sha256(), write(3, 6, Optional.empty()).sha256());
    List<int[]> written = write(3, 5, Optional.empty()).ids();
    assertNotEquals(Arrays.toString(written.get(0)), Arrays.toString(written.get(1)));
  }

  /**
   * Tokens drawn from p have −log p as high as p's entropy, on average: z is how many deviations it
   * is off.
   */
  @Test
  void tokensAreDrawnFromWhatTheModelHoldsProbable() {
    List<int[]> written = write(64, 5, Optional.empty()).ids();
    double[] surprise = new double[2]; // Σ of −log p less the entropy, Σ of variances
    try (LanguageModel model =
        TorchLanguageModel.open(
            model(Map.of()), Optional.empty(), new TorchOptions(1, ComputeType.F32))) {
      List<TokenSequence> batch = written.stream().map(TokenSequence::new).toList();
      model.score(
          batch,
          new LogitSink() {
            @Override
            public Rows rows() {
              return Rows.LOG_PROBABILITIES;
            }

            @Override
            public void row(int sequence, int position, FloatBuffer values) {
              int[] ids = written.get(sequence);
              boolean drawn = position + 1 < LENGTH && ids[position] != END;
              if (drawn && Arrays.stream(ids, 1, position + 1).noneMatch(id -> id == START)) {
                add(values, ids[position + 1], surprise);
              }
            }
          });
    }
    double z = surprise[0] / Math.sqrt(surprise[1]);
    assertTrue(Math.abs(z) < 4, "z = " + z);
  }

  private static void add(FloatBuffer logProbabilities, int drawn, double[] surprise) {
    double entropy = 0;
    double square = 0;
    for (int id = 0; id < AsciiTokenizer.VOCABULARY; id++) {
      double log = logProbabilities.get(id);
      entropy -= Math.exp(log) * log;
      square += Math.exp(log) * log * log;
    }
    surprise[0] += -logProbabilities.get(drawn) - entropy;
    surprise[1] += square - entropy * entropy;
  }

  @Test
  void whatIsKeptIsGoneOnWith() throws IOException {
    Optional<Path> kept = Optional.of(temp.resolve("state/generated-x"));
    TokenSequences whole = write(2 * GeneratedText.GROUP + 3, 5, kept);
    Path file = temp.resolve("state/generated-x-1.jsonl");
    List<String> lines = Files.readAllLines(file);
    assertEquals(3, lines.size());
    Files.writeString(file, lines.get(0) + "\n" + lines.get(1).substring(0, 50));
    TokenSequences again = write(2 * GeneratedText.GROUP + 3, 5, kept);
    assertEquals(whole.sha256(), again.sha256());
    assertEquals(lines, Files.readAllLines(file));
    assertArrayEquals(whole.ids().get(66), write(67, 5, kept).ids().get(66));
  }

  @Test
  void whatIsDamagedIsRefused() throws IOException {
    Path file = temp.resolve("generated-x-1.jsonl");
    for (String line :
        List.of("{\"ids\": [[1, 2]]}", "{\"ids\": [3]}", "{\"ids\": 3}", "{", "[]")) {
      Files.writeString(file, line + "\n");
      PareException e =
          assertThrows(
              PareException.class, () -> write(3, 5, Optional.of(temp.resolve("generated-x"))));
      assertTrue(e.getMessage().contains("generated-x-1.jsonl"), e.getMessage());
    }
    String ids = "1, ".repeat(LENGTH - 1);
    Files.writeString(file, "{\"ids\": [[" + ids + AsciiTokenizer.VOCABULARY + "]]}\n");
    PareException e =
        assertThrows(
            PareException.class, () -> write(3, 5, Optional.of(temp.resolve("generated-x"))));
    assertTrue(e.getMessage().contains("holds no sequence of the model's"), e.getMessage());
  }

  @Test
  void timeIsToldBefore() {
    assertEquals(
        0,
        TokenSequences.generationSeconds(
            List.of(new CalibrationText(Path.of("./generated"), false, Optional.empty(), 1)),
            9,
            LENGTH,
            model(Map.of()),
            ComputeType.F32));
    double seconds =
        TokenSequences.generationSeconds(
            List.of(GENERATED), 9, LENGTH, model(Map.of()), ComputeType.F32);
    assertTrue(seconds > 0 && seconds < 60);
  }
}
