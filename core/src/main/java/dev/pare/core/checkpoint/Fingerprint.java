package dev.pare.core.checkpoint;

import dev.pare.core.io.Hashes;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.WeightTensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * One hash of all that a model's answers come from: its config, its tokenizer and the values of its
 * weights, wherever and however they are stored.
 */
public final class Fingerprint {
  private static final List<String> TOKENIZER =
      List.of("tokenizer.json", "vocab.json", "merges.txt", "generation_config.json");

  private static final int CHUNK_VALUES = 1 << 20;

  private Fingerprint() {}

  /** SHA-256 in lower-case hexadecimal. Reads every weight. */
  public static String of(Checkpoint checkpoint) {
    MessageDigest digest = Hashes.digest();
    digest.update(bytes(JsonWriting.toLine(checkpoint.config().json().values())));
    for (String name : TOKENIZER) {
      ByteSource file = checkpoint.companions().get(name);
      if (file != null) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
        file.read(0, bytes);
        digest.update(bytes(name + " " + file.size()));
        digest.update(bytes.array());
      }
    }
    for (String name : new TreeSet<>(checkpoint.names())) {
      WeightTensor tensor = checkpoint.tensor(name);
      digest.update(bytes(name + " " + tensor.shape()));
      addValues(tensor, digest);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void addValues(WeightTensor tensor, MessageDigest digest) {
    int rows = tensor.shape().rows();
    int columns = tensor.shape().columns();
    int step = Math.max(1, CHUNK_VALUES / Math.max(1, columns));
    float[] values = new float[Math.min(rows, step) * columns];
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    for (int first = 0; first < rows; first += step) {
      int count = Math.min(step, rows - first);
      tensor.decodeRows(first, count, values);
      bytes.asFloatBuffer().put(values, 0, count * columns);
      digest.update(bytes.array(), 0, count * columns * Float.BYTES);
    }
  }
}
