package dev.pare.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.safetensors.SafetensorsFile;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.SparsityPattern;
import dev.pare.core.tensor.SparsityPattern.KeptOf;
import dev.pare.core.testing.SameBits;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** What PyTorch keeps of the same weights: oracles/prune_golden.py. */
class MagnitudeGoldenTest {
  private static final String GOLDEN = "golden/magnitude.safetensors";

  @Test
  void keepsWhatPyTorchKeeps() throws IOException {
    SafetensorsFile file;
    try (InputStream in = MagnitudeGoldenTest.class.getResourceAsStream(GOLDEN)) {
      file = SafetensorsFile.of(GOLDEN, ByteSource.of(in.readAllBytes()));
    }
    int compared = 0;
    for (String name : file.names()) {
      String amount = name.substring(name.indexOf('.') + 1);
      if (!amount.equals("weight")) {
        DenseTensor weight = SameBits.dense(file, name.replace(amount, "weight"));
        SparseTensor pruned = new SparseTensor(mask(weight, amount), weight);
        SameBits.assertSameBits(SameBits.dense(file, name), pruned, name);
        compared++;
      }
    }
    assertEquals(6 * 8, compared);
  }

  private static MagnitudeMask mask(DenseTensor weight, String amount) {
    return amount.contains(":")
        ? new SmallestOfGroups("w", weight, (KeptOf) SparsityPattern.parse(amount))
        : new SmallestOfAll("w", weight, Double.parseDouble(amount));
  }
}
