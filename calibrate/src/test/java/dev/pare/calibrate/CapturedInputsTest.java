package dev.pare.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.FamilyFolder;
import dev.pare.models.BlockInput;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.ComputeType;
import dev.pare.models.DecoderBlock;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every family's layers see, against transformers: {@code oracles/calibration_golden.py}. */
class CapturedInputsTest {
  private static final int LENGTH = 15;
  private static final double TOLERANCE = 2e-5; // of the largest of a kind

  @TempDir private Path temp;

  @ParameterizedTest
  @MethodSource("families")
  void isWhatTransformersLayersSee(String name) throws IOException {
    FamilyFolder family = new FamilyFolder(name);
    int[] ids = family.ids();
    List<int[]> sequences =
        List.of(Arrays.copyOf(ids, LENGTH), Arrays.copyOfRange(ids, LENGTH, 2 * LENGTH));
    List<JsonObject> blocks = golden().objects(name);
    try (Checkpoint model = Checkpoints.open(family.write(temp, DType.F32));
        BlockwiseDecoder decoder = new BlockwiseDecoder(model.config(), ComputeType.F32, LENGTH);
        TorchScope scope = TorchScope.open()) {
      assertEquals(model.config().layers(), blocks.size());
      TorchTensor hidden = decoder.embed(model, sequences);
      for (int index = 0; index < blocks.size(); index++) {
        try (DecoderBlock block = decoder.block(model, index)) {
          for (BlockInput input : BlockInput.values()) {
            InputStatistics seen = see(block, input, hidden);
            assertSeen(
                blocks.get(index).requireObject(input.toString()),
                seen,
                name + " block " + index + " " + input);
          }
          hidden = block.forward(hidden);
        }
      }
    }
  }

  static List<String> families() {
    return FamilyFolder.FAMILIES;
  }

  private static InputStatistics see(DecoderBlock block, BlockInput input, TorchTensor hidden) {
    try (InputSums sums = new InputSums(input, block.width(input), true)) {
      block.observe(
          hidden,
          input,
          (which, x) -> {
            if (which == input) {
              sums.add(x);
            }
          });
      return sums.statistics();
    }
  }

  private static void assertSeen(JsonObject expected, InputStatistics seen, String where) {
    assertEquals(2 * LENGTH, seen.tokens(), where);
    int width = seen.width();
    double[] products = new double[width];
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        products[i] += seen.gram()[i * width + j] * Math.cos(j);
      }
    }
    assertNear(expected.list("squares"), seen.squares(), where);
    assertNear(expected.list("magnitudes"), seen.magnitudes(), where);
    assertNear(expected.list("products"), products, where);
  }

  private static void assertNear(List<Object> expected, double[] seen, String where) {
    double[] values = expected.stream().mapToDouble(n -> ((Number) n).doubleValue()).toArray();
    double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
    assertEquals(values.length, seen.length, where);
    for (int i = 0; i < values.length; i++) {
      assertEquals(values[i], seen[i], TOLERANCE * largest, where);
    }
  }

  private static JsonObject golden() throws IOException {
    try (InputStream in = CapturedInputsTest.class.getResourceAsStream("inputs.json")) {
      return Json.readObject("inputs.json", in);
    }
  }
}
