package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.gguf.GgufArray;
import dev.pare.core.gguf.GgufEntry;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.gguf.GgufValue;
import dev.pare.core.gguf.ValueType;
import dev.pare.core.io.Names;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.tokenizer.GgufTokenizer;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * A model in a GGUF file, under Hugging Face's names and with the rows in its order, and with its
 * tokenizer as Hugging Face's files: {@code docs/gguf.md}.
 */
final class GgufCheckpoint implements Checkpoint {
  /** Tensors that are no weights: the config says what they do. */
  private static final Set<String> FACTORS =
      Set.of(RopeFactors.TENSOR, LongFactors.SHORT, LongFactors.LONG);

  private static final String VOCABULARY = "tokenizer.";

  private final GgufFile file;
  private final ModelConfig config;
  private final GgufArchitecture architecture;
  private final Map<String, WeightTensor> tensors = new LinkedHashMap<>();
  private final Map<String, ByteSource> companions;

  /**
   * @param file closed with this
   */
  GgufCheckpoint(GgufFile file) {
    this.file = file;
    this.config = GgufConfig.read(file);
    this.architecture = GgufConfig.architecture(file);
    Map<String, ByteSource> files = new TreeMap<>(ModelCard.of(file));
    files.putAll(GgufTokenizer.companions(file, config.vocabularySize()));
    this.companions = Collections.unmodifiableMap(files);
    GgufNames names = architecture.names();
    for (String name : file.names()) {
      if (!FACTORS.contains(name)) {
        String known =
            names
                .huggingFace(name, config.layers())
                .orElseThrow(() -> fault(name, "has no place in this model"));
        tensors.put(known, weight(name));
      }
    }
  }

  private WeightTensor weight(String name) {
    GgufEntry entry = file.entry(name);
    ByteSource data = file.data(name);
    OptionalInt heads = RotaryRows.heads(architecture, name, config);
    if (heads.isPresent()) {
      data = turned(entry, data, heads.getAsInt());
    }
    WeightTensor tensor = entry.type().weight(entry.shape(), data);
    boolean shifted = architecture.normOffset() != 0 && name.endsWith("norm.weight");
    return shifted && entry.shape().rank() == 1
        ? ShiftedVector.of(tensor, -architecture.normOffset())
        : tensor;
  }

  private ByteSource turned(GgufEntry entry, ByteSource data, int heads) {
    long rows = entry.shape().dimension(0);
    if (rows != (long) heads * config.headDim()) {
      String needs = heads + " heads of " + config.headDim() + " have " + heads * config.headDim();
      throw fault(entry.name(), "has " + rows + " rows where " + needs);
    }
    if (entry.shape().rank() == 1 && entry.type().blockSize() > 1) {
      throw fault(entry.name(), "is a bias stored as " + entry.type());
    }
    return new RotaryRows(data, data.size() / rows, config.headDim());
  }

  private PareException fault(String name, String what) {
    return new PareException(
        file,
        "tensor " + Names.quote(name) + " " + what,
        "take an undamaged " + architecture.gguf() + " model");
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public List<AppliedStep> history() {
    return List.of();
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
    return companions;
  }

  /** The keys of the vocabulary and the chat template, as they are stored. */
  Map<String, Object> vocabulary() {
    Map<String, Object> keys = new LinkedHashMap<>();
    file.metadata().values().forEach((key, value) -> keys.put(key, value));
    file.arrays().forEach((key, array) -> keys.put(key, array));
    keys.keySet().removeIf(key -> !key.startsWith(VOCABULARY));
    keys.replaceAll((key, value) -> stored(value));
    return keys;
  }

  boolean hasTokenizer() {
    return companions.containsKey("tokenizer.json");
  }

  /** Whole numbers are UINT32 by custom; those that cannot be are as wide as they need. */
  private static Object stored(Object value) {
    if (value instanceof GgufArray array) {
      return array.value();
    }
    if (value instanceof Long number && (number < 0 || number > 0xffff_ffffL)) {
      return GgufValue.of(ValueType.INT64, number);
    }
    return value instanceof BigInteger ? GgufValue.of(ValueType.UINT64, value) : value;
  }

  @Override
  public void close() {
    file.close();
  }
}
