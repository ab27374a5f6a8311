package dev.pare.cluster;

import static dev.pare.core.recipe.Setting.bits;
import static dev.pare.core.recipe.Setting.codebookFor;
import static dev.pare.core.recipe.Setting.ignore;
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
import dev.pare.core.recipe.RecipeReader;
import dev.pare.core.tensor.CodebookScheme;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.testing.RandomCheckpoint;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a checkpoint to one of codebooks on disk, and back. */
class KMeansMethodTest {
  private static final String DOWN = "model.layers.1.mlp.down_proj.weight";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"4,channel,1", "1,tensor,2147483647", "3,group:5,5", "8,group:100,100"})
  void theOutputDecodesToWhatWasChosen(int bits, String granularity, int channels) {
    RandomCheckpoint model = RandomCheckpoint.small(DType.BF16, 5);
    Path out = folder.resolve("out");
    Pare.recipe()
        .cluster("kmeans", bits(bits), codebookFor(granularity), ignore("*.k_proj.*"))
        .apply(model, out, Progress.none());
    CodebookScheme scheme = new CodebookScheme(bits, channels);
    try (Checkpoint read = Checkpoints.open(out)) {
      AppliedStep step = read.history().get(0);
      assertEquals(granularity, step.settings().get("granularity"));
      assertEquals(12, step.layers().size());
      for (String name : model.names()) {
        WeightTensor weight = model.tensor(name);
        boolean changed = name.endsWith("_proj.weight") && !name.contains("k_proj");
        WeightTensor expected =
            changed ? new Clustering(name, weight, scheme, Importance.even()).tensor() : weight;
        assertEquals(expected.encoding(), read.tensor(name).encoding());
        assertArrayEquals(decode(expected), decode(read.tensor(name)), name);
      }
      for (AppliedStep.Layer layer : step.layers()) {
        double error = error(model.tensor(layer.name()), read.tensor(layer.name()));
        assertEquals(error, layer.relativeError(), 1e-9 * error);
        assertEquals(read.tensor(layer.name()).byteSize(), layer.bytesAfter());
      }
    }
  }

  private static float[] decode(WeightTensor tensor) {
    float[] w = new float[(int) tensor.shape().size()];
    tensor.decodeRows(0, tensor.shape().rows(), w);
    return w;
  }

  private static double error(WeightTensor before, WeightTensor after) {
    float[] a = decode(before);
    float[] b = decode(after);
    double error = 0;
    double energy = 0;
    for (int i = 0; i < a.length; i++) {
      error += Math.pow((double) a[i] - b[i], 2);
      energy += Math.pow(a[i], 2);
    }
    return error / energy;
  }

  @Test
  void theSizeIsPredictedExactly() {
    Compression compression =
        Compression.plan(
            Pare.recipe().cluster("kmeans", bits(3)).build(),
            RandomCheckpoint.small(DType.F32, 5),
            CompressionOptions.standard());
    long predicted = compression.predict().bytes();
    assertEquals(predicted, compression.run(folder.resolve("out")).bytes());
  }

  @Test
  void moreCodebooksLoseLess() {
    RandomCheckpoint model = RandomCheckpoint.small(DType.F16, 5);
    double before = Double.POSITIVE_INFINITY;
    for (String granularity : new String[] {"tensor", "group:8", "channel"}) {
      Path out = folder.resolve(granularity.replace(':', '-'));
      Pare.recipe()
          .cluster("kmeans", bits(3), codebookFor(granularity))
          .apply(model, out, Progress.none());
      try (Checkpoint read = Checkpoints.open(out)) {
        double error = error(model.tensor(DOWN), read.tensor(DOWN));
        assertTrue(error < before, error + " for " + granularity + ", " + before + " before");
        before = error;
      }
    }
  }

  @Test
  void weightsThatAreNotFiniteLeaveNothingBehind() throws IOException {
    float[] w = new float[48 * 80];
    w[77] = Float.NaN;
    RandomCheckpoint model =
        RandomCheckpoint.small(DType.F32, 5)
            .with(DOWN, DenseTensor.of(DType.F32, Shape.of(48, 80), w));
    Pare recipe = Pare.recipe().cluster("kmeans");
    PareException e =
        assertThrows(
            PareException.class, () -> recipe.apply(model, folder.resolve("out"), Progress.none()));
    assertEquals(
        DOWN + ": holds NaN or infinite weights; take an undamaged checkpoint", e.getMessage());
    try (Stream<Path> files = Files.list(folder)) {
      assertFalse(files.findAny().isPresent());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bits: 9             | bits 9 is out of range; give 1 to 8",
        "bits: 2.5           | \"bits\" is 2.5, not an integer",
        "granularity: 64     | \"granularity\" is 64, not a string",
        "granularity: row    | granularity row: not a granularity; give tensor, channel or group:G",
        "granularity: group: | not valid YAML",
        "granularity: group:4294967296 | not a granularity",
        "group: 64           | unknown key \"group\"",
        "targets: [nothing]  | targets nothing: matches no weight"
      })
  void whatMeansNothingIsRefused(String setting, String message) {
    String yaml = "version: 1\nsteps:\n  - cluster: kmeans\n    " + setting + "\n";
    RandomCheckpoint model = RandomCheckpoint.small(DType.F16, 5);
    PareException e =
        assertThrows(
            PareException.class,
            () ->
                Compression.plan(
                    RecipeReader.read("recipe", new StringReader(yaml)),
                    model,
                    CompressionOptions.standard()));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
