package dev.pare.calibrate;

import dev.pare.core.PareException;
import dev.pare.core.safetensors.SafetensorsFile;
import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.Shape;
import dev.pare.models.BlockInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@link StatisticsWriter} wrote, in one file or in several, whose sums are added. */
final class SavedStatistics implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final String AGAIN = "remove it, and give a calibration to make it again";

  private final List<Path> files;
  private final List<SafetensorsFile> opened = new ArrayList<>();

  /**
   * @param model the hash of the model they must be of; absent for a prediction, whose model may be
   *     a stand-in
   * @throws PareException if one is not there, damaged, or another model's
   */
  SavedStatistics(List<Path> files, Optional<String> model) {
    this.files = files;
    try {
      for (Path file : files) {
        opened.add(SafetensorsFile.open(file));
        Map<String, String> metadata = opened.get(opened.size() - 1).metadata();
        if (!StatisticsWriter.FORMAT.equals(metadata.get("format"))) {
          throw new PareException(file, "holds no statistics of this Pare", AGAIN);
        }
        if (model.isPresent() && !model.get().equals(metadata.get("model"))) {
          throw new PareException(
              file, "holds another model's statistics", "give another name to make this one's");
        }
        tokens(opened.size() - 1);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * @throws PareException if none is of this calibration
   */
  void requireAny(String calibrationHash) {
    if (opened.stream().noneMatch(file -> calibrationHash.equals(hash(file)))) {
      throw new PareException(
          files.get(0),
          "is of another calibration",
          "leave the calibration out to use it, or give another name to make this one's");
    }
  }

  private long tokens(int file) {
    try {
      long tokens = Long.parseLong(opened.get(file).metadata().getOrDefault("tokens", ""));
      if (tokens > 0) {
        return tokens;
      }
    } catch (NumberFormatException e) {
      // as if it were not there
    }
    throw new PareException(files.get(file), "does not say how many tokens it is of", AGAIN);
  }

  /**
   * @param gram whether it is needed
   * @throws PareException if the sums are not there, or no sums
   */
  InputStatistics read(int block, BlockInput input, int width, boolean gram) {
    InputStatistics all = null;
    for (int file = 0; file < opened.size(); file++) {
      InputStatistics some = read(file, block, input, width, gram);
      all = all == null ? some : all.merge(some);
    }
    return all;
  }

  private InputStatistics read(int file, int block, BlockInput input, int width, boolean gram) {
    double[] squares = doubles(file, StatisticsWriter.name(block, input, "squares"), width);
    double[] magnitudes = doubles(file, StatisticsWriter.name(block, input, "magnitudes"), width);
    Optional<float[]> products =
        gram
            ? Optional.of(floats(file, StatisticsWriter.name(block, input, "gram"), width))
            : Optional.empty();
    return new InputStatistics(tokens(file), squares, magnitudes, products);
  }

  private double[] doubles(int file, String name, int width) {
    ByteSource source = data(file, new TensorEntry(name, DType.F64, Shape.of(width)));
    double[] values = new double[width];
    ByteBuffer bytes = ByteBuffer.allocate(width * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    source.read(0, bytes);
    DoubleBuffer read = bytes.flip().asDoubleBuffer();
    read.get(values);
    for (double value : values) {
      if (!(value >= 0) || Double.isInfinite(value)) {
        throw new PareException(files.get(file), name + " holds " + value, AGAIN);
      }
    }
    return values;
  }

  private float[] floats(int file, String name, int width) {
    if (!opened.get(file).names().contains(name)) {
      throw new PareException(
          files.get(file),
          "has sums of squares only, where the method needs " + name,
          "give another name to make them");
    }
    ByteSource source = data(file, new TensorEntry(name, DType.F32, Shape.of(width, width)));
    float[] values = new float[Math.multiplyExact(width, width)];
    FloatBuffer target = FloatBuffer.wrap(values);
    ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long at = 0; at < source.size(); at += bytes.limit()) {
      bytes.clear().limit((int) Math.min(CHUNK_BYTES, source.size() - at));
      source.read(at, bytes);
      target.put(bytes.flip().asFloatBuffer());
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new PareException(files.get(file), name + " holds " + value, AGAIN);
      }
    }
    return values;
  }

  private ByteSource data(int file, TensorEntry expected) {
    SafetensorsFile in = opened.get(file);
    if (!in.names().contains(expected.name()) || !in.entry(expected.name()).equals(expected)) {
      throw new PareException(
          files.get(file), "has no " + expected.name() + " of " + expected.shape(), AGAIN);
    }
    return in.data(expected.name());
  }

  /** As {@code pare.json} has them. */
  List<Map<String, Object>> describe() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int file = 0; file < opened.size(); file++) {
      Map<String, Object> described = new LinkedHashMap<>();
      described.put("file", String.valueOf(files.get(file).getFileName()));
      described.put("tokens", tokens(file));
      described.put("calibrationHash", hash(opened.get(file)));
      all.add(described);
    }
    return all;
  }

  private static String hash(SafetensorsFile file) {
    return file.metadata().getOrDefault("calibrationHash", "");
  }

  @Override
  public void close() {
    opened.forEach(SafetensorsFile::close);
  }
}
