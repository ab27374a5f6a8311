package dev.pare.cluster;

import static dev.pare.core.recipe.Setting.bits;
import static dev.pare.core.recipe.Setting.calibration;
import static dev.pare.core.recipe.Setting.targets;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.Pare;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.Compression;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.Prediction;
import dev.pare.core.recipe.Setting;
import dev.pare.core.safetensors.SafetensorsFile;
import dev.pare.core.tensor.CodebookScheme;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.AsciiTokenizer;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallLlama;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Codebooks for which weights count as the loss feels them; gradients have tests in calibrate. */
class FisherMethodTest {
  private static final Setting SAMPLES = new Setting("samples", 4L);
  private static final Setting LENGTH = new Setting("length", 30L);

  @TempDir private Path temp;
  private Setting text;
  private Setting file;

  @BeforeEach
  void write() throws IOException {
    Path path = temp.resolve("text.txt");
    Files.writeString(path, "the quick brown fox jumps over the lazy dog\n".repeat(20));
    text = calibration(path.toString());
    file = new Setting("statistics", List.of(temp.resolve("fisher").toString()));
  }

  private static RandomCheckpoint model(long seed) {
    return SmallLlama.of(DType.F32, Map.of("vocab_size", (long) AsciiTokenizer.VOCABULARY), seed)
        .withCompanion("tokenizer.json", AsciiTokenizer.json());
  }

  private AppliedStep cluster(String out, Checkpoint model, Setting... settings) {
    Pare.recipe().cluster("fisher", settings).apply(model, temp.resolve(out), Progress.none());
    try (Checkpoint read = Checkpoints.open(temp.resolve(out))) {
      return read.history().get(0);
    }
  }

  private static float[] decode(WeightTensor tensor) {
    float[] w = new float[(int) tensor.shape().size()];
    tensor.decodeRows(0, tensor.shape().rows(), w);
    return w;
  }

  @Test
  void eachWeightCountsByItsInformation() {
    AppliedStep step = cluster("out", model(7), bits(2), text, SAMPLES, LENGTH, file);
    assertEquals(14, step.layers().size());
    assertEquals(2L, step.settings().get("bits"));
    assertEquals(4L, step.settings().get("samples"));
    assertTrue(String.valueOf(step.settings().get("calibrationHash")).length() == 64);
    try (Checkpoint read = Checkpoints.open(temp.resolve("out"));
        SafetensorsFile fisher = SafetensorsFile.open(temp.resolve("fisher"))) {
      for (AppliedStep.Layer layer : step.layers()) {
        WeightTensor before = model(7).tensor(layer.name());
        WeightTensor f = new DenseTensor(DType.F32, before.shape(), fisher.data(layer.name()));
        WeightTensor expected =
            new Clustering(layer.name(), before, new CodebookScheme(2, 1), Importance.ofWeights(f))
                .tensor();
        WeightTensor even =
            new Clustering(layer.name(), before, new CodebookScheme(2, 1), Importance.even())
                .tensor();
        WeightTensor made = read.tensor(layer.name());
        assertArrayEquals(decode(expected), decode(made), layer.name());
        assertTrue(loss(before, made, f) < loss(before, even, f), layer.name());
      }
    }
  }

  private static double loss(WeightTensor before, WeightTensor after, WeightTensor fisher) {
    float[] w = decode(before);
    float[] v = decode(after);
    float[] f = decode(fisher);
    double loss = 0;
    for (int i = 0; i < w.length; i++) {
      loss += f[i] * Math.pow((double) w[i] - v[i], 2);
    }
    return loss;
  }

  @Test
  void whatIsInAFileIsUsedAgain() throws IOException {
    cluster("made", model(7), bits(3), text, SAMPLES, LENGTH, file);
    byte[] fisher = Files.readAllBytes(temp.resolve("fisher"));
    AppliedStep step = cluster("again", model(7), bits(3), file);
    assertArrayEquals(fisher, Files.readAllBytes(temp.resolve("fisher")));
    assertEquals("fisher", step.settings().get("statistics"));
    cluster("alone", model(7), bits(3), text, SAMPLES, LENGTH);
    for (String out : List.of("again", "alone")) {
      assertArrayEquals(
          Files.readAllBytes(temp.resolve("made/model.safetensors")),
          Files.readAllBytes(temp.resolve(out).resolve("model.safetensors")),
          out);
    }
    assertEquals(
        Set.of("text.txt", "fisher", "made", "again", "alone"), Set.of(temp.toFile().list()));
    refused(
        "is of another calibration",
        model(7),
        bits(3),
        file,
        text,
        SAMPLES,
        new Setting("length", 25L));
    refused("holds no Fisher information of this model", model(8), bits(3), file);
    Files.write(temp.resolve("fisher"), new byte[100]);
    refused("fisher", model(7), bits(3), file);
  }

  @Test
  void whatItTakesIsToldBefore() {
    Compression compression =
        Compression.plan(
            Pare.recipe().cluster("fisher", bits(3), text, SAMPLES, LENGTH).build(),
            model(7),
            CompressionOptions.standard());
    Prediction prediction = compression.predict();
    assertEquals(prediction.bytes(), compression.run(temp.resolve("out")).bytes());
    assertTrue(prediction.seconds() > 0 && prediction.seconds() < 60);
    assertTrue(prediction.peakRssBytes() > 0);
  }

  @Test
  void theEmbeddingCountsToo() {
    AppliedStep step =
        cluster(
            "out", model(7), text, SAMPLES, LENGTH, targets("model.embed_tokens.weight"), bits(4));
    assertEquals(1, step.layers().size());
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    refused("has no calibration", model(7), bits(3));
    refused("unknown key \"sequential\"", model(7), text, new Setting("sequential", true));
    refused(
        "is a second file",
        model(7),
        text,
        LENGTH,
        new Setting(
            "statistics",
            List.of(temp.resolve("text.txt").toString(), temp.resolve("text.txt").toString())));
    refused("no such file", model(7), file);
    refused(
        "lm_head.weight: has no gradient",
        model(7).with("lm_head.weight", model(7).tensor("model.embed_tokens.weight")),
        text,
        SAMPLES,
        LENGTH,
        targets("lm_head.weight"));
  }

  private void refused(String named, Checkpoint model, Setting... settings) {
    PareException e = assertThrows(PareException.class, () -> cluster("out", model, settings));
    assertTrue(e.getMessage().contains(named), e.getMessage());
    assertFalse(Files.exists(temp.resolve("out")));
  }
}
