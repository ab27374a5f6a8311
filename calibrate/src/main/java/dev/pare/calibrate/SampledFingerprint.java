package dev.pare.calibrate;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.io.Hashes;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.tensor.WeightTensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeSet;

/**
 * One hash of a model's config and of three rows of each weight: enough to tell whether work that
 * was begun is this model's, in no time whatever its size.
 */
final class SampledFingerprint {
  private SampledFingerprint() {}

  static String of(Checkpoint model) {
    MessageDigest digest = Hashes.digest();
    digest.update(bytes(JsonWriting.toLine(model.config().json().values())));
    for (String name : new TreeSet<>(model.names())) {
      WeightTensor weight = model.tensor(name);
      digest.update(bytes(name + " " + weight.shape() + " " + weight.encoding()));
      int rows = weight.shape().rows();
      float[] row = new float[weight.shape().columns()];
      ByteBuffer values = ByteBuffer.allocate(row.length * Float.BYTES);
      for (int sampled : new int[] {0, rows / 2, rows - 1}) {
        weight.decodeRow(sampled, row);
        values.asFloatBuffer().put(row);
        digest.update(values.array());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
