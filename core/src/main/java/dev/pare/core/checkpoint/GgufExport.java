package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.config.Family;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.config.RopeScaling;
import dev.pare.core.gguf.FileType;
import dev.pare.core.gguf.GgufEntry;
import dev.pare.core.gguf.GgufValue;
import dev.pare.core.gguf.GgufWriter;
import dev.pare.core.io.DiskSpace;
import dev.pare.core.io.OutputFile;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.Shape;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.core.tokenizer.GgufVocabulary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A checkpoint as a GGUF file: each weight in the encoding it has, which GGUF must hold as it is
 * ({@link GgufRows}), norms, biases and learned positions as float32. Written a few rows at a time,
 * so that memory does not depend on the model's size; the bytes do not depend on the number of
 * threads.
 */
public final class GgufExport {
  private record Chunk(GgufTensor tensor, int firstRow, int count) {}

  /**
   * A weight that is stored in blocks, or can be.
   *
   * @param weight its name in the checkpoint
   * @param gguf its name in the file
   */
  public record Matrix(String weight, String gguf, Shape shape) {}

  private static final String POSITIONS = "position_embd.weight";

  private final List<GgufTensor> tensors = new ArrayList<>();
  private final List<GgufEntry> entries;
  private final Map<String, GgufValue> metadata;
  private final List<String> caveats = new ArrayList<>();

  /**
   * @param name what the model calls itself
   * @param type absent where the matrices' own types tell it
   * @param tokenizer keys and values of the vocabulary: texts, numbers, lists and arrays of them
   * @throws PareException if GGUF has no place for a weight, its encoding or the config, or a
   *     weight is missing
   */
  public GgufExport(
      Checkpoint source, String name, Optional<FileType> type, Map<String, Object> tokenizer) {
    ModelConfig config = source.config();
    GgufArchitecture architecture = GgufArchitecture.of(config);
    addFactors(config);
    Set<String> rest = new LinkedHashSet<>(source.names());
    for (ModelLayout.Weight weight : new ModelLayout(config).all()) {
      if (!rest.remove(weight.name())) {
        throw new PareException(weight.name(), "is missing", "take a complete checkpoint");
      }
      add(weight, source.tensor(weight.name()), architecture, config);
    }
    rest.removeIf(extra -> isNoWeight(extra, config));
    if (!rest.isEmpty()) {
      throw new PareException(
          rest.iterator().next(),
          "has no place in a GGUF file of " + architecture.gguf(),
          "take a checkpoint of this architecture's weights alone");
    }
    entries = tensors.stream().map(GgufTensor::entry).toList();
    window(config).ifPresent(caveats::add);
    zeros(source).ifPresent(caveats::add);
    metadata = GgufMetadata.of(source, name, type.orElseGet(this::mostly), tokenizer);
  }

  /**
   * The vocabulary and chat template of a model: a GGUF file's as they are stored, else what its
   * tokenizer's files amount to.
   *
   * @param where what to name in errors
   * @throws PareException if it has no tokenizer, or one that GGUF has no place for
   */
  public static Map<String, Object> tokenizer(Checkpoint source, Object where) {
    return source instanceof GgufCheckpoint file && file.hasTokenizer()
        ? file.vocabulary()
        : GgufVocabulary.metadata(source.companions(), source.config().vocabularySize(), where);
  }

  /** The matrices of a model in the order of its file; learned positions are not among them. */
  public static List<Matrix> matrices(ModelConfig config) {
    GgufNames names = GgufArchitecture.of(config).names();
    return new ModelLayout(config)
        .all().stream()
            .filter(weight -> weight.shape().rank() == 2)
            .map(
                weight ->
                    new Matrix(
                        weight.name(),
                        names.gguf(weight.name(), config.layers()).orElseThrow(),
                        weight.shape()))
            .filter(matrix -> !matrix.gguf().equals(POSITIONS))
            .toList();
  }

  /** What is otherwise than in the model, or with llama.cpp than with the model's own code. */
  public List<String> caveats() {
    return List.copyOf(caveats);
  }

  private static Optional<String> zeros(Checkpoint source) {
    long sparse =
        source.names().stream().filter(name -> source.tensor(name) instanceof SparseTensor).count();
    return sparse == 0
        ? Optional.empty()
        : Optional.of("GGUF has no sparse weights: " + sparse + " are stored with their zeros");
  }

  private static Optional<String> window(ModelConfig config) {
    boolean unread = config.family() == Family.MISTRAL || config.family() == Family.PHI3;
    int window = config.attention().slidingWindow().orElse(Integer.MAX_VALUE);
    return unread && window < config.maxPositions()
        ? Optional.of(
            "llama.cpp knows no window in "
                + config.family().modelType()
                + " models: the same for "
                + window
                + " tokens, then it sees more")
        : Optional.empty();
  }

  /** What some folders hold beside the weights: copies, and tables that the config implies. */
  private static boolean isNoWeight(String name, ModelConfig config) {
    return (name.equals("lm_head.weight") && config.tiedEmbeddings())
        || name.endsWith(".rotary_emb.inv_freq")
        || name.endsWith(".attn.bias")
        || name.endsWith(".attn.masked_bias");
  }

  private void addFactors(ModelConfig config) {
    RopeScaling scaling = config.ropeScaling().orElse(null);
    if (scaling instanceof RopeScaling.Llama3 rule) {
      float[] factors = RopeFactors.of(rule, config.ropeTheta(), config.headDim());
      add(RopeFactors.TENSOR, DenseTensor.of(DType.F32, Shape.of(factors.length), factors));
    } else if (scaling instanceof RopeScaling.LongRope) {
      LongFactors.tensors(config.json()).forEach(this::add);
    }
  }

  private void add(String name, DenseTensor vector) {
    tensors.add(new GgufTensor(name, vector.shape(), GgufRows.asFloats(vector, 0, 1), 1));
  }

  private void add(
      ModelLayout.Weight weight,
      WeightTensor tensor,
      GgufArchitecture architecture,
      ModelConfig config) {
    if (!tensor.shape().equals(weight.shape())) {
      throw new PareException(
          weight.name(),
          "has shape " + tensor.shape() + " where config.json implies " + weight.shape(),
          "take the config.json that belongs to these weights");
    }
    String name = architecture.names().gguf(weight.name(), config.layers()).orElseThrow();
    int headDim = RotaryRows.heads(architecture, name, config).isPresent() ? config.headDim() : 1;
    boolean vector = tensor.shape().rank() == 1;
    if (vector || name.equals(POSITIONS)) {
      float offset = name.endsWith("norm.weight") ? architecture.normOffset() : 0;
      GgufRows rows = GgufRows.asFloats(tensor, offset, headDim);
      tensors.add(new GgufTensor(name, tensor.shape(), rows, 1));
    } else {
      tensors.add(
          new GgufTensor(name, tensor.shape(), GgufRows.of(weight.name(), tensor), headDim));
    }
  }

  /** What most weights of matrices are stored as. */
  private FileType mostly() {
    Map<GgmlType, Long> weights = new EnumMap<>(GgmlType.class);
    for (GgufTensor tensor : tensors) {
      if (tensor.shape().rank() > 1) {
        weights.merge(tensor.rows().type(), tensor.shape().size(), Long::sum);
      }
    }
    return weights.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(most -> FileType.of(most.getKey()))
        .orElse(FileType.F32);
  }

  /** The bytes of the file. */
  public long fileSize() {
    return GgufWriter.fileSize(metadata, entries);
  }

  /** Stored bits a weight, the header aside. */
  public double bitsPerWeight() {
    long bytes = entries.stream().mapToLong(GgufEntry::byteSize).sum();
    return 8.0 * bytes / entries.stream().mapToLong(entry -> entry.shape().size()).sum();
  }

  /** How many tensors have each type. */
  public Map<GgmlType, Integer> types() {
    Map<GgmlType, Integer> types = new EnumMap<>(GgmlType.class);
    entries.forEach(entry -> types.merge(entry.type(), 1, Integer::sum));
    return types;
  }

  /**
   * Writes the file, which appears when it is complete.
   *
   * @throws PareException if the name is taken or the disk has no room, before anything is written;
   *     or if a weight cannot be read or has a scale that GGUF cannot hold
   */
  public void write(Path file, boolean overwrite, int threads, Progress progress) {
    OutputFile.requireFree(file, overwrite);
    DiskSpace.require(file, fileSize());
    try (OutputFile output = new OutputFile(file, overwrite)) {
      write(output.staging(), threads, progress);
      output.commit();
    }
  }

  private void write(Path file, int threads, Progress progress) {
    List<Chunk> chunks = chunks();
    progress.begin("writing", entries.stream().mapToLong(GgufEntry::byteSize).sum() >> 10, "kB");
    try (GgufWriter writer = GgufWriter.create(file, metadata, entries)) {
      ParallelChunks.run(
          chunks,
          threads,
          chunk -> {
            chunk.tensor().write(chunk.firstRow(), chunk.count(), writer);
            progress.advance((chunk.count() * chunk.tensor().rowBytes()) >> 10);
          });
      writer.finish();
    }
    progress.end();
  }

  private List<Chunk> chunks() {
    List<Chunk> chunks = new ArrayList<>();
    for (GgufTensor tensor : tensors) {
      int rows = tensor.shape().rows();
      int count;
      for (int first = 0; first < rows; first += count) {
        count = Math.min(tensor.rowsPerChunk(), rows - first);
        chunks.add(new Chunk(tensor, first, count));
      }
    }
    return chunks;
  }
}
