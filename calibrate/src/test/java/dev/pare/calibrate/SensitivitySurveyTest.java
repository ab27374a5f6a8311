package dev.pare.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.calibrate.data.CalibrationText;
import dev.pare.calibrate.data.TokenSequences;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.config.Family;
import dev.pare.core.config.WeightRole;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.Prediction;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.AsciiTokenizer;
import dev.pare.core.testing.SmallFamily;
import dev.pare.models.ComputeType;
import dev.pare.models.TorchLanguageModel;
import dev.pare.models.TorchOptions;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What weights lose: against the engine that runs whole models, whatever is held at a time, and
 * however often it was begun.
 */
class SensitivitySurveyTest {
  private static final int SAMPLES = 6;
  private static final int LENGTH = 20;
  private static final int[] BITS = {6, 3, 2, 4};

  /** Of a divergence, and in nats: logits are float32's in both. */
  private static final double TOLERANCE = 2e-3;

  private static final double NOISE = 1e-6;
  private static final Map<String, Object> WITH = Map.of("method", "rows");

  @TempDir private Path temp;

  @BeforeEach
  void writeText() throws IOException {
    Files.writeString(temp.resolve("text.txt"), "a text of some length\nand more\n".repeat(40));
  }

  private static Checkpoint model(Family family) {
    return SmallFamily.of(
            family, DType.F32, Map.of("vocab_size", (long) AsciiTokenizer.VOCABULARY), 3)
        .withCompanion("tokenizer.json", AsciiTokenizer.json());
  }

  private static List<RowRounding> methods() {
    return Arrays.stream(BITS).mapToObj(RowRounding::new).toList();
  }

  private static List<String> tables(Checkpoint model) {
    return model.names().stream()
        .filter(
            name -> {
              WeightRole role = WeightRole.of(name, model.tensor(name).shape());
              return role == WeightRole.EMBEDDING || role == WeightRole.HEAD;
            })
        .toList();
  }

  private CalibrationSettings settings(int memoryMib) {
    CalibrationSettings none = Calibrations.settings(SAMPLES, LENGTH, true, memoryMib);
    return new CalibrationSettings(
        List.of(new CalibrationText(temp.resolve("text.txt"), false, Optional.empty(), 1)),
        none.samples(),
        none.length(),
        true,
        ComputeType.F32,
        none.memory(),
        List.of());
  }

  private SensitivitySurvey survey(Checkpoint model, List<RowRounding> methods, int memoryMib) {
    return new SensitivitySurvey(
        model,
        List.copyOf(LayerId.all(model).values()),
        tables(model),
        methods.stream()
            .map(method -> new SensitivitySurvey.Choice(method, method::encode))
            .toList(),
        settings(memoryMib),
        CompressionOptions.standard());
  }

  private Sensitivities measure(Checkpoint model, int memoryMib) {
    return survey(model, methods(), memoryMib)
        .measure(WITH, Optional.empty(), temp.resolve("state"));
  }

  /** Log-probabilities of all positions, from the engine that runs whole models. */
  private static List<float[]> rows(Checkpoint model, List<int[]> sequences) {
    List<float[]> rows = new ArrayList<>();
    LogitSink sink =
        new LogitSink() {
          @Override
          public Rows rows() {
            return Rows.LOG_PROBABILITIES;
          }

          @Override
          public void row(int sequence, int position, FloatBuffer values) {
            float[] row = new float[values.remaining()];
            values.get(row);
            rows.add(row);
          }
        };
    try (LanguageModel engine =
        TorchLanguageModel.open(model, Optional.empty(), new TorchOptions(1, ComputeType.F32))) {
      for (int[] ids : sequences) {
        engine.score(List.of(new TokenSequence(ids)), sink);
      }
    }
    return rows;
  }

  private static double divergence(List<float[]> dense, List<float[]> changed) {
    double sum = 0;
    for (int i = 0; i < dense.size(); i++) {
      for (int token = 0; token < dense.get(i).length; token++) {
        double p = dense.get(i)[token];
        sum += Math.exp(p) * (p - changed.get(i)[token]);
      }
    }
    return sum / dense.size();
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void aDivergenceIsThatOfTheWholeModel(Family family) {
    Checkpoint model = model(family);
    Sensitivities table = measure(model, 64);
    List<int[]> sequences =
        TokenSequences.read(settings(64).texts(), SAMPLES, LENGTH, model, 0).ids();
    List<float[]> dense = rows(model, sequences);
    assertEquals(LayerId.all(model).size() + tables(model).size(), table.weights().size());
    for (Sensitivities.Weight weight : table.weights()) {
      assertEquals(1, weight.reference(), "3 bits are the least but one");
      WeightTensor before = model.tensor(weight.name());
      WeightTensor after = new RowRounding(3).encode(weight.name(), before);
      Checkpoint changed =
          new ReencodedCheckpoint(
              model,
              Map.of(weight.name(), after),
              () -> {
                throw new IllegalStateException();
              });
      double expected = divergence(dense, rows(changed, sequences));
      assertTrue(expected > 10 * NOISE, weight.name() + " " + expected);
      assertEquals(expected, weight.kl(), TOLERANCE * expected + NOISE, weight.name());
      assertEquals(after.byteSize(), weight.options().get(1).bytes());
      assertEquals("int3 channel", weight.options().get(1).encoding());
      assertFalls(weight);
    }
  }

  /** More bits lose less, and what is expected is in proportion. */
  private static void assertFalls(Sensitivities.Weight weight) {
    int[] byBits = {2, 1, 3, 0};
    for (int i = 1; i < byBits.length; i++) {
      assertTrue(
          weight.options().get(byBits[i]).loss() < weight.options().get(byBits[i - 1]).loss(),
          weight::toString);
    }
    assertEquals(weight.kl(), weight.expectedKl(weight.reference()), 1e-12);
    double loss = weight.options().get(0).loss() / weight.options().get(1).loss();
    assertEquals(weight.kl() * loss, weight.expectedKl(0), 1e-12);
  }

  @Test
  void itIsTheSameWhateverIsHeldAtATime() {
    Checkpoint model = model(Family.LLAMA);
    List<Sensitivities.Weight> together = measure(model, 64).weights();
    List<Sensitivities.Weight> alone =
        survey(model, methods(), 0)
            .measure(WITH, Optional.empty(), temp.resolve("other"))
            .weights();
    for (int i = 0; i < together.size(); i++) {
      assertEquals(together.get(i).name(), alone.get(i).name());
      assertEquals(together.get(i).kl(), alone.get(i).kl(), NOISE);
    }
  }

  /** Of two waves, whose second is ended by an exception. */
  @Test
  void itGoesOnWhereItStopped() throws IOException {
    Checkpoint model = model(Family.LLAMA);
    Path state = temp.resolve("state");
    List<RowRounding> impatient = methods();
    impatient.get(0).patience = 9; // of 14
    assertThrows(
        IllegalStateException.class,
        () -> survey(model, impatient, 0).measure(WITH, Optional.empty(), state));
    assertEquals(1 + 8, Files.readAllLines(state.resolve("sensitivities.jsonl")).size());
    List<RowRounding> second = methods();
    second.get(0).patience = 7;
    Sensitivities resumed = survey(model, second, 0).measure(WITH, Optional.empty(), state);
    Sensitivities alone =
        survey(model, methods(), 0).measure(WITH, Optional.empty(), temp.resolve("alone"));
    assertEquals(alone.weights(), resumed.weights());
    PareException e =
        assertThrows(
            PareException.class,
            () ->
                survey(model, methods(), 0)
                    .measure(Map.of("method", "other"), Optional.empty(), state));
    assertTrue(e.getMessage().contains("is of work with another model, recipe"), e.getMessage());
  }

  @Test
  void nothingMeasuredLeavesNothing() {
    List<RowRounding> impatient = methods();
    impatient.get(0).patience = 0;
    assertThrows(
        IllegalStateException.class,
        () ->
            survey(model(Family.LLAMA), impatient, 0)
                .measure(WITH, Optional.empty(), temp.resolve("state")));
    assertFalse(Files.exists(temp.resolve("state/sensitivities.jsonl")));
  }

  @Test
  void aTableThatIsThereIsNotMeasuredAgain() {
    Optional<Path> file = Optional.of(temp.resolve("table.json"));
    Checkpoint model = model(Family.LLAMA);
    Sensitivities made = survey(model, methods(), 64).measure(WITH, file, temp.resolve("state"));
    List<RowRounding> impatient = methods();
    impatient.forEach(method -> method.patience = 0);
    Sensitivities read = survey(model, impatient, 64).measure(WITH, file, temp.resolve("none"));
    assertEquals(made.weights(), read.weights());
    assertFalse(Files.exists(temp.resolve("none")));
    refused("was measured with another method", model, Map.of("method", "x"), file);
    Checkpoint other =
        SmallFamily.of(
                Family.LLAMA, DType.F32, Map.of("vocab_size", (long) AsciiTokenizer.VOCABULARY), 4)
            .withCompanion("tokenizer.json", AsciiTokenizer.json());
    refused("was measured with another model", other, WITH, file);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kl\"|\"KL\"|kl NaN cannot be",
        "'\"kl\" : '|'\"kl\" : -'|cannot be",
        "\"reference\" : 1|\"reference\" : 4|has no option 4",
        "\"loss\"|\"lost\"|loss NaN cannot be",
        "pare-sensitivities-1|pare-sensitivities-2|holds no sensitivities of this Pare",
        "\"encoding\"|\"coding\"|\"encoding\" is missing",
        "\"name\" : \"model.layers.0|\"name\" : \"model.layers.7|is not complete",
        "\"weights\" : [ {|\"weight\" : [ {|is not complete",
      })
  void aDamagedTableIsRefused(String from, String to, String message) throws IOException {
    Path file = temp.resolve("table.json");
    Checkpoint model = model(Family.LLAMA);
    survey(model, methods(), 64).measure(WITH, Optional.of(file), temp.resolve("state"));
    String text = Files.readString(file);
    int at = text.indexOf(from, text.indexOf("\"weights\" : [ {"));
    at = at < 0 ? text.indexOf(from) : at;
    Files.writeString(file, text.substring(0, at) + to + text.substring(at + from.length()));
    refused(message, model, WITH, Optional.of(file));
  }

  private void refused(
      String message, Checkpoint model, Map<String, Object> with, Optional<Path> file) {
    PareException e =
        assertThrows(
            PareException.class,
            () -> survey(model, methods(), 64).measure(with, file, temp.resolve("again")));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void whatItTakesIsTold() {
    Prediction prediction = survey(model(Family.LLAMA), methods(), 64).predict();
    assertTrue(prediction.seconds() > 0 && prediction.peakRssBytes() > 0);
  }

  @Test
  void aWeightThatNothingIsLostOfIsExpectedToLoseNothing() {
    Sensitivities.Option same = new Sensitivities.Option("int8 channel", 9, 0);
    Sensitivities.Weight weight = new Sensitivities.Weight("w", 1e-9, 0, List.of(same, same));
    assertEquals(0, weight.expectedKl(1));
    Sensitivities.Option less = new Sensitivities.Option("int2 channel", 4, 0.5);
    assertEquals(1, Sensitivities.reference(List.of(same, less)));
  }

  @Test
  void aModelWhoseOutputsAreNoNumbersIsRefused() {
    float[] norm = new float[36];
    norm[7] = Float.NaN;
    Checkpoint model =
        SmallFamily.of(
                Family.LLAMA, DType.F32, Map.of("vocab_size", (long) AsciiTokenizer.VOCABULARY), 3)
            .withCompanion("tokenizer.json", AsciiTokenizer.json())
            .with(
                "model.layers.1.input_layernorm.weight",
                DenseTensor.of(DType.F32, Shape.of(36), norm));
    PareException e = assertThrows(PareException.class, () -> measure(model, 64));
    assertTrue(e.getMessage().contains("NaN or infinite"), e.getMessage());
  }
}
