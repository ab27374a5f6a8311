package dev.pare.core.testing;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.safetensors.SafetensorsSource;
import dev.pare.core.tensor.DenseTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A linear layer, or some, with its inputs and what a program in oracles/ makes of it. */
public final class GoldenLayer implements AutoCloseable {
  private final SafetensorsSource source;

  private GoldenLayer(Path file) {
    source = SafetensorsSource.open(file);
  }

  /**
   * The layer of the repository.
   *
   * @param kind such as {@code gptq} or {@code sparsegpt}
   */
  public static GoldenLayer of(String kind, Path temporary) throws IOException {
    String file = kind + ".safetensors";
    return new GoldenLayer(Golden.copy("solver", temporary, file).resolve(file));
  }

  /** Real layers beside the checkout; aborts the test where there are none. */
  public static List<Path> captured(String kind) {
    try (Stream<Path> files = Files.list(Shared.require("captured/" + kind))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static GoldenLayer open(Path file) {
    return new GoldenLayer(file);
  }

  /** Settings and loss of each case, by its name. */
  public JsonObject cases() {
    return Json.readObject("cases", source.metadata().get("cases"));
  }

  public long tokens() {
    return Long.parseLong(source.metadata().get("tokens"));
  }

  /** [outFeatures, inFeatures] */
  public DenseTensor weight() {
    return tensor("w");
  }

  public boolean has(String name) {
    return source.names().contains(name);
  }

  public DenseTensor tensor(String name) {
    return SameBits.dense(source, name);
  }

  /** Σ x xᵀ, summed in float64. [inFeatures, inFeatures] */
  public float[] gram() {
    if (source.names().contains("gram")) {
      return floats("gram");
    }
    float[] x = floats("x");
    int n = tensor("x").shape().columns();
    double[] sums = new double[n * n];
    for (int token = 0; token < x.length; token += n) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          sums[i * n + j] += (double) x[token + i] * x[token + j];
        }
      }
    }
    float[] gram = new float[sums.length];
    for (int i = 0; i < gram.length; i++) {
      gram[i] = (float) sums[i];
    }
    return gram;
  }

  public float[] floats(String name) {
    DenseTensor tensor = SameBits.dense(source, name);
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.decodeRows(0, tensor.shape().rows(), values);
    return values;
  }

  public byte[] bytes(String name) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(source.data(name).size()));
    source.data(name).read(0, bytes);
    return bytes.array();
  }

  @Override
  public void close() {
    source.close();
  }
}
