package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelConfigReader;
import dev.pare.core.config.WeightRole;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.safetensors.SafetensorsSource;
import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.FileBytes;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
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
 * compressed.
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
    QuantizationConfig.read(json).ifPresentOrElse(this::readQuantized, this::readDense);
    companions = Companions.in(folder); // opens files: last, so that no failure leaves them open
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
    for (String name : source.names()) {
      known(name).ifPresent(known -> put(known, name, dense(name)));
    }
  }

  private void readQuantized(QuantizationConfig quantization) {
    QuantizedReader reader = new QuantizedReader(source, quantization);
    for (String name : source.names()) {
      if (QuantizedParts.isPacked(name)) {
        String weight = QuantizedParts.weight(name);
        known(weight).ifPresent(known -> put(known, weight, reader.readPacked(weight)));
      } else if (SparseNames.isCompressed(name)) {
        String weight = SparseNames.weight(name);
        known(weight).ifPresent(known -> put(known, weight, reader.readSparse(weight)));
      } else if (!reader.isPart(name)) {
        known(name).ifPresent(known -> put(known, name, dense(name)));
      }
    }
  }

  private Optional<String> known(String stored) {
    return StoredNames.known(config.family(), stored);
  }

  private void put(String name, String stored, WeightTensor tensor) {
    if (tensors.put(name, tensor) != null) {
      throw new PareException(stored, "is another name of " + name, "take an undamaged checkpoint");
    }
  }

  private WeightTensor dense(String name) {
    TensorEntry entry = source.entry(name);
    if (QuantizedParts.isPacked(name) || SparseNames.isCompressed(name)) {
      throw new PareException(
          name,
          "is packed, but config.json has no " + QuantizationConfig.KEY,
          "take the config.json that belongs to these weights");
    }
    if (!entry.type().isWeight()) {
      throw new PareException(
          name,
          "is stored as " + entry.type() + ", which is no weight type",
          "give f32, f16 or bf16 weights");
    }
    if (!entry.shape().isWeight()) {
      throw new PareException(
          name,
          "has shape " + entry.shape() + ", which no weight has",
          "take an undamaged checkpoint");
    }
    DenseTensor tensor = new DenseTensor(entry.type(), entry.shape(), source.data(name));
    return config.family().storesTurnedWeights() ? turned(name, tensor) : tensor;
  }

  /** The matrix of a linear layer [out, in], where it is stored [in, out] or the other way. */
  static DenseTensor turned(String name, DenseTensor tensor) {
    Shape shape = tensor.shape();
    if (WeightRole.of(name, shape) != WeightRole.LINEAR) {
      return tensor;
    }
    if (tensor.byteSize() > Integer.MAX_VALUE) {
      throw new PareException(name, "is too large to be turned", "take a smaller model");
    }
    ByteSource data =
        TurnedBytes.of(tensor.data(), shape.rows(), shape.columns(), tensor.type().byteSize());
    return new DenseTensor(tensor.type(), Shape.of(shape.columns(), shape.rows()), data);
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
