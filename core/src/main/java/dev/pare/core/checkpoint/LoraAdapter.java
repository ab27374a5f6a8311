package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.json.Json;
import dev.pare.core.safetensors.SafetensorsFile;
import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.WeightTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A LoRA adapter as peft saves it: {@code adapter_config.json} and {@code
 * adapter_model.safetensors}. A module has {@code lora_A.weight} [r, in] and {@code lora_B.weight}
 * [out, r]; an embedding {@code lora_embedding_A} [r, rows] and {@code lora_embedding_B} [columns,
 * r]; any other tensor is a weight of its own in the base's stead ({@code modules_to_save},
 * biases). GPT-2's weights are [out, in] here, so that {@code fan_in_fan_out} has nothing to say.
 */
final class LoraAdapter implements AutoCloseable {
  static final String WEIGHTS = "adapter_model.safetensors";
  private static final long MAX_ELEMENTS = 1 << 26;
  private static final Pattern UPDATE =
      Pattern.compile(
          "base_model\\.model\\.(.+)\\.lora_(embedding_)?([AB])(?:\\.default)?(\\.weight)?");
  private static final Pattern WHOLE =
      Pattern.compile(
          "base_model\\.model\\.(.+?)(?:\\.modules_to_save(?:\\.default)?|\\.base_layer|\\.original_module)?\\.(weight|bias)");
  private static final String REMEDY = "merge the adapter with peft and take the merged model";

  private final Path folder;
  private final LoraConfig config;
  private final SafetensorsFile file;

  /**
   * @throws PareException if it is no LoRA adapter, or one that does more than LoRA
   */
  LoraAdapter(Path folder) {
    this.folder = folder;
    Path json = folder.resolve(LoraConfig.FILE);
    if (!Files.exists(json)) {
      throw new PareException(
          folder, "has no " + LoraConfig.FILE, "give the folder of a LoRA adapter");
    }
    config = new LoraConfig(Json.readObject(json));
    Path weights = folder.resolve(WEIGHTS);
    if (!Files.exists(weights)) {
      throw new PareException(
          folder, "has no " + WEIGHTS, "save the adapter with peft's safe_serialization");
    }
    file = SafetensorsFile.open(weights);
  }

  /** The weights that it changes, by name, as they are with it. */
  Map<String, WeightTensor> merged(Checkpoint base) {
    Map<String, WeightTensor> merged = new LinkedHashMap<>();
    Map<String, Matcher> updates = new LinkedHashMap<>();
    for (String name : file.names()) {
      Matcher update = UPDATE.matcher(name);
      Matcher whole = WHOLE.matcher(name);
      if (update.matches()) {
        updates.put(name, update);
      } else if (whole.matches() && !name.contains(".lora_")) {
        String weight = known(base, name, whole.group(1) + "." + whole.group(2));
        put(merged, name, weight, replacement(base, name, weight));
      } else {
        throw fault(name, "is none that LoRA has", REMEDY);
      }
    }
    Set<String> updated = new HashSet<>();
    updates.forEach(
        (name, update) -> {
          part(name, "A");
          part(name, "B");
          String weight = known(base, name, update.group(1) + ".weight");
          if (update.group(3).equals("A")) {
            if (!updated.add(weight)) {
              throw fault(name, "changes " + weight + ", as another tensor does", REMEDY);
            }
            WeightTensor before = merged.getOrDefault(weight, base.tensor(weight));
            merged.put(weight, update(name, update.group(1), weight, before));
          }
        });
    return merged;
  }

  private void put(
      Map<String, WeightTensor> merged, String name, String weight, WeightTensor tensor) {
    if (merged.put(weight, tensor) != null) {
      throw fault(name, "changes " + weight + ", as another tensor does", REMEDY);
    }
  }

  private String known(Checkpoint base, String name, String weight) {
    Optional<String> known = StoredNames.known(base.config().family(), weight);
    return known
        .filter(base.names()::contains)
        .orElseThrow(
            () ->
                fault(
                    name,
                    "changes " + Names.printable(weight) + ", which the base lacks",
                    "take the adapter's own base model"
                        + config.base().map(own -> ", " + Names.printable(own)).orElse("")));
  }

  private WeightTensor update(String name, String module, String weight, WeightTensor before) {
    if (!(before instanceof DenseTensor w)) {
      throw new PareException(
          weight,
          "is stored as " + before.encoding() + ", which no adapter can be merged into",
          "merge it into the dense model, and quantize that");
    }
    boolean embedding = name.contains("lora_embedding_");
    DenseTensor a = part(name, "A");
    DenseTensor b = part(name, "B");
    DenseTensor down = embedding ? turned(b) : a;
    DenseTensor up = embedding ? turned(a) : b;
    int rank = down.shape().rows();
    if (!down.shape().equals(Shape.of(rank, w.shape().columns()))
        || !up.shape().equals(Shape.of(w.shape().rows(), rank))) {
      throw fault(
          name,
          "and its pair are "
              + a.shape()
              + " and "
              + b.shape()
              + ", which do not fit "
              + weight
              + " "
              + w.shape(),
          "take the adapter's own base model");
    }
    float scale = (float) config.scale(module, rank);
    return new DenseTensor(w.type(), w.shape(), new LoraBytes(w, down, up, scale));
  }

  /** One half of an update, by the name of either. */
  private DenseTensor part(String name, String half) {
    Matcher last = Pattern.compile("(.*\\.lora_(?:embedding_)?)[AB](.*)").matcher(name);
    String wanted = last.replaceFirst("$1" + half + "$2");
    if (!file.names().contains(wanted)) {
      throw fault(wanted, "is missing", "take a complete adapter");
    }
    DenseTensor part = dense(wanted);
    if (part.shape().rank() != 2 || part.shape().size() > MAX_ELEMENTS) {
      throw fault(wanted, "has shape " + part.shape() + ", too large or no matrix", REMEDY);
    }
    return part;
  }

  private static DenseTensor turned(DenseTensor tensor) {
    Shape shape = tensor.shape();
    ByteSource data =
        TurnedBytes.of(tensor.data(), shape.rows(), shape.columns(), tensor.type().byteSize());
    return new DenseTensor(tensor.type(), Shape.of(shape.columns(), shape.rows()), data);
  }

  private WeightTensor replacement(Checkpoint base, String name, String weight) {
    DenseTensor own = dense(name);
    DenseTensor tensor =
        base.config().family().storesTurnedWeights() ? HuggingFaceFolder.turned(weight, own) : own;
    if (!tensor.shape().equals(base.tensor(weight).shape())) {
      throw fault(
          name,
          "has shape " + tensor.shape() + " where the base's is " + base.tensor(weight).shape(),
          "resize the base's vocabulary, or merge the adapter with peft");
    }
    return tensor;
  }

  private DenseTensor dense(String name) {
    TensorEntry entry = file.entry(name);
    if (!entry.type().isWeight() || !entry.shape().isWeight()) {
      throw fault(name, "is " + entry.type() + entry.shape() + ", which is no weight", REMEDY);
    }
    if (entry.byteSize() > Integer.MAX_VALUE) {
      throw fault(name, "is too large for an adapter", REMEDY);
    }
    return new DenseTensor(entry.type(), entry.shape(), file.data(name));
  }

  /** How it goes into a model's history. */
  AppliedStep step(Map<String, WeightTensor> merged) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("adapter", String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
    settings.put("base", config.base().orElse(""));
    settings.put("weights", (long) merged.size());
    return new AppliedStep("merge", "lora", settings, List.of(), Optional.empty());
  }

  private PareException fault(String name, String what, String remedy) {
    return new PareException(file, "tensor " + Names.quote(name) + " " + what, remedy);
  }

  @Override
  public void close() {
    file.close();
  }
}
