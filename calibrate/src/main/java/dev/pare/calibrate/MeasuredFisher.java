package dev.pare.calibrate;

import dev.pare.core.PareException;
import dev.pare.core.io.OutputFile;
import dev.pare.core.safetensors.SafetensorsFile;
import dev.pare.core.safetensors.SafetensorsWriter;
import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@link FisherInformation} in a safetensors file, which appears when it is complete: for each
 * weight one tensor of its name and shape, F32; metadata {@code format}, {@code model}, {@code
 * compute} and {@code calibrationHash}.
 */
public final class MeasuredFisher implements AutoCloseable {
  static final String FORMAT = "pare-fisher-1";
  private static final String HASH = "calibrationHash";
  private static final String AGAIN = "remove it, and give a calibration to make it again";

  private final Path file;
  private final SafetensorsFile tensors;
  private final Map<String, Object> settings;

  /**
   * @param model the hash of the model it must be of
   * @param settings what the model was shown, for {@code pare.json}; completed
   */
  MeasuredFisher(Path file, String model, Map<String, Object> settings) {
    this.file = file;
    this.settings = settings;
    tensors = SafetensorsFile.open(file);
    Map<String, String> metadata = tensors.metadata();
    if (!FORMAT.equals(metadata.get("format")) || !model.equals(metadata.get("model"))) {
      tensors.close();
      throw new PareException(
          file,
          "holds no Fisher information of this model",
          "give another name to make this one's");
    }
    settings.putIfAbsent(HASH, metadata.getOrDefault(HASH, ""));
  }

  /**
   * @throws PareException if it is of other sequences; it is closed then
   */
  void requireCalibration(String hash) {
    if (!hash.equals(tensors.metadata().get(HASH))) {
      tensors.close();
      throw new PareException(
          file,
          "is of another calibration",
          "leave the calibration out to use it, or give another name to make this one's");
    }
  }

  static void write(
      Path file, List<String> weights, FisherSums sums, Map<String, String> metadata) {
    List<TensorEntry> entries =
        weights.stream()
            .map(name -> new TensorEntry(name, DType.F32, Shape.of(sums.of(name).shape())))
            .toList();
    try (OutputFile output = new OutputFile(file, false)) {
      try (SafetensorsWriter writer =
          SafetensorsWriter.create(output.staging(), entries, metadata)) {
        for (String name : weights) {
          writer.write(name, 0, sums.of(name).bytes());
        }
        writer.finish();
      }
      output.commit();
    }
  }

  /** What the model was shown and how, for {@code pare.json}. */
  public Map<String, Object> settings() {
    return settings;
  }

  /**
   * That of one weight, of its shape; readable until this closes.
   *
   * @throws PareException if it is not there, or of another shape
   */
  public DenseTensor of(String weight, Shape shape) {
    TensorEntry expected = new TensorEntry(weight, DType.F32, shape);
    if (!tensors.names().contains(weight) || !tensors.entry(weight).equals(expected)) {
      throw new PareException(file, "has no " + weight + " of " + shape, AGAIN);
    }
    return new DenseTensor(DType.F32, shape, tensors.data(weight));
  }

  @Override
  public void close() {
    tensors.close();
  }
}
