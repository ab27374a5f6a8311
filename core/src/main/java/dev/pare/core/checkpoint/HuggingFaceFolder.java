package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelConfigReader;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.safetensors.SafetensorsSource;
import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FileBytes;
import dev.pare.core.tensor.QuantizationScheme;
import dev.pare.core.tensor.QuantizedLayout;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model in Hugging Face's layout: {@code config.json}, safetensors, tokenizer; dense or
 * quantized.
 */
final class HuggingFaceFolder implements Checkpoint {
  static final String CONFIG = "config.json";
  static final String GENERATION_CONFIG = "generation_config.json";

  private final SafetensorsSource source;
  private final ModelConfig config;
  private final List<AppliedStep> history;
  private final Map<String, FileBytes> companions;
  private final Map<String, WeightTensor> tensors = new LinkedHashMap<>();

  /**
   * @param folder holds {@code config.json} and the companions
   * @param source the weights, closed with this
   */
  HuggingFaceFolder(Path folder, SafetensorsSource source) {
    this.source = source;
    JsonObject json = Json.readObject(requireConfig(folder));
    config = ModelConfigReader.read(json, optional(folder.resolve(GENERATION_CONFIG)));
    history = Manifest.history(optional(folder.resolve(Manifest.FILE)));
    companions = Companions.in(folder);
    QuantizationConfig.read(json).ifPresentOrElse(this::readQuantized, this::readDense);
  }

  private static Path requireConfig(Path folder) {
    Path file = folder.resolve(CONFIG);
    if (!Files.exists(file)) {
      throw new PareException(folder, "has no " + CONFIG, "give a Hugging Face model folder");
    }
    return file;
  }

  private static Optional<JsonObject> optional(Path file) {
    return Files.exists(file) ? Optional.of(Json.readObject(file)) : Optional.empty();
  }

  private void readDense() {
    source.names().forEach(name -> tensors.put(name, dense(name)));
  }

  private void readQuantized(QuantizationConfig quantization) {
    for (String name : source.names()) {
      if (QuantizedParts.isPacked(name)) {
        String weight = QuantizedParts.weight(name);
        tensors.put(weight, quantized(weight, quantization));
      } else if (!isPartOfQuantized(name)) {
        tensors.put(name, dense(name));
      }
    }
  }

  /** Whether an entry is the scale, zero point or shape of a weight whose codes are there. */
  private boolean isPartOfQuantized(String name) {
    int cut = name.lastIndexOf(".weight_");
    return cut >= 0
        && source.names().contains(QuantizedParts.of(name.substring(0, cut) + ".weight").packed());
  }

  private WeightTensor dense(String name) {
    TensorEntry entry = source.entry(name);
    if (!entry.type().isWeight()) {
      throw new PareException(
          name,
          "is stored as " + entry.type() + ", which is no weight type",
          "give f32, f16 or bf16 weights");
    }
    if (!isWeightShape(entry.shape())) {
      throw damaged(name, "has shape " + entry.shape() + ", which no weight has");
    }
    return new DenseTensor(entry.type(), entry.shape(), source.data(name));
  }

  /** Not empty, and rows and columns are numbers that Java can count to. */
  private static boolean isWeightShape(Shape shape) {
    long columns = shape.rank() == 0 ? 1 : shape.dimension(shape.rank() - 1);
    return shape.size() > 0
        && columns <= Integer.MAX_VALUE
        && shape.size() / columns <= Integer.MAX_VALUE;
  }

  private WeightTensor quantized(String weight, QuantizationConfig quantization) {
    QuantizedParts parts = QuantizedParts.of(weight);
    QuantizationScheme scheme =
        quantization
            .schemeOf(QuantizationConfig.module(weight))
            .orElseThrow(
                () -> damaged(weight, "is packed, but quantization_config names no scheme for it"));
    TensorEntry scale = entry(weight, parts.scale());
    if (!scale.type().isWeight()) {
      throw damaged(parts.scale(), "is stored as " + scale.type());
    }
    QuantizedLayout layout = new QuantizedLayout(storedShape(weight, parts), scheme, scale.type());
    require(parts.packed(), DType.I32, layout.packedShape());
    require(parts.scale(), scale.type(), layout.scaleShape());
    Optional<ByteSource> zeroPoints = Optional.empty();
    if (!scheme.symmetric()) {
      entry(weight, parts.zeroPoint());
      require(parts.zeroPoint(), layout.zeroPointType(), layout.zeroPointShape());
      zeroPoints = Optional.of(source.data(parts.zeroPoint()));
    } else if (source.names().contains(parts.zeroPoint())) {
      throw damaged(parts.zeroPoint(), "is there, but quantization_config says symmetric");
    }
    return QuantizedTensor.stored(
        layout, source.data(parts.packed()), source.data(parts.scale()), zeroPoints);
  }

  private Shape storedShape(String weight, QuantizedParts parts) {
    TensorEntry entry = entry(weight, parts.shape());
    require(parts.shape(), entry.type() == DType.I32 ? DType.I32 : DType.I64, Shape.of(2));
    ByteBuffer bytes =
        ByteBuffer.allocate(2 * entry.type().byteSize()).order(ByteOrder.LITTLE_ENDIAN);
    source.data(parts.shape()).read(0, bytes);
    bytes.flip();
    long rows = entry.type() == DType.I32 ? bytes.getInt() : bytes.getLong();
    long columns = entry.type() == DType.I32 ? bytes.getInt() : bytes.getLong();
    if (rows < 1 || columns < 1 || rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE / 8) {
      throw damaged(parts.shape(), "says " + rows + "×" + columns);
    }
    return Shape.of(rows, columns);
  }

  private TensorEntry entry(String weight, String part) {
    if (!source.names().contains(part)) {
      throw damaged(weight, part.substring(part.lastIndexOf('.') + 1) + " is missing");
    }
    return source.entry(part);
  }

  private void require(String part, DType type, Shape shape) {
    TensorEntry entry = source.entry(part);
    if (entry.type() != type || !entry.shape().equals(shape)) {
      throw damaged(part, "is " + entry.type() + entry.shape() + ", not " + type + shape);
    }
  }

  private static PareException damaged(String where, String what) {
    return new PareException(where, what, "take an undamaged checkpoint");
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public List<AppliedStep> history() {
    return history;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public WeightTensor tensor(String name) {
    WeightTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new PareException(
          name, "no such weight in this model", "see pare inspect for the names");
    }
    return tensor;
  }

  @Override
  public Map<String, ByteSource> companions() {
    return Collections.unmodifiableMap(companions);
  }

  @Override
  public void close() {
    source.close();
    companions.values().forEach(FileBytes::close);
  }
}
