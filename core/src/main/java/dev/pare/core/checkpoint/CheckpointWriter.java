package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.progress.Progress;
import dev.pare.core.safetensors.SafetensorsFolderWriter;
import dev.pare.core.safetensors.TensorEntry;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.SparseTensor;
import dev.pare.core.tensor.WeightTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a checkpoint as a Hugging Face folder, weight by weight and in each a few rows at a time,
 * so that memory does not depend on the model's size. The bytes do not depend on the number of
 * threads.
 */
public final class CheckpointWriter {
  private record Chunk(WeightWriter weight, int firstRow, int count) {}

  /** What Hugging Face's library calls the type it loads weights in: before 5.0, and since. */
  private static final List<String> DTYPE_KEYS = List.of("torch_dtype", "dtype");

  private static final Map<DType, String> PYTORCH_NAMES =
      Map.of(DType.F32, "float32", DType.F16, "float16", DType.BF16, "bfloat16");
  private static final int COPY_BYTES = 1 << 20;
  private static final int SAMPLED_CHUNKS = 64;
  private static final long SAMPLING_NANOS = 400_000_000;

  private final Checkpoint checkpoint;
  private final List<WeightWriter> weights = new ArrayList<>();

  /**
   * @throws PareException if a weight cannot be stored
   */
  public CheckpointWriter(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
    boolean turned = checkpoint.config().family().storesTurnedWeights();
    for (String name : checkpoint.names()) {
      weights.add(WeightWriter.of(name, checkpoint.tensor(name), turned));
    }
  }

  /** Bytes of all weights as they will be stored. */
  public long weightBytes() {
    return weights.stream()
        .flatMap(weight -> weight.entries().stream())
        .mapToLong(TensorEntry::byteSize)
        .sum();
  }

  /**
   * How long encoding and copying will take, from a sample of rows spread over the weights. The
   * second half of the sample counts: the first warms up the compiler. What a weight needs before
   * its first row is counted apart: one thread does it, and only once.
   */
  public double estimateEncodingSeconds(int threads) {
    List<Chunk> chunks = chunks();
    Set<WeightWriter> prepared = Collections.newSetFromMap(new IdentityHashMap<>());
    long preparing = 0;
    long counted = 0;
    int samples = Math.min(SAMPLED_CHUNKS, chunks.size());
    int measured = 0;
    long start = System.nanoTime();
    for (int i = 0; i < samples && System.nanoTime() - start < SAMPLING_NANOS; i++) {
      Chunk chunk = chunks.get((int) ((long) i * chunks.size() / samples));
      long before = System.nanoTime();
      if (prepared.add(chunk.weight())) {
        chunk.weight().prepare();
        preparing += System.nanoTime() - before;
        before = System.nanoTime();
      }
      chunk.weight().write(chunk.firstRow(), chunk.count(), (entry, offset, bytes) -> {});
      if (i >= samples / 2 || measured == 0) {
        counted = (i == samples / 2 ? 0 : counted) + System.nanoTime() - before;
        measured = (i == samples / 2 ? 0 : measured) + 1;
      }
    }
    if (measured == 0) {
      return 0;
    }
    double preparedChunks = prepared.stream().mapToInt(WeightWriter::chunks).sum();
    double each = preparing / preparedChunks + (double) counted / measured / threads;
    return each / 1e9 * chunks.size();
  }

  /** Writes {@code pare.json}, last: it holds the other files' hashes. */
  public void writeManifest(Path folder, List<AppliedStep> steps) {
    Manifest.write(folder, steps);
  }

  /**
   * Writes weights, {@code config.json} and companions; not the manifest, which tells what writing
   * took.
   */
  public void write(Path folder, int threads, Progress progress) {
    List<TensorEntry> entries =
        weights.stream().flatMap(weight -> weight.entries().stream()).toList();
    List<Chunk> chunks = chunks();
    progress.begin("writing", chunks.stream().mapToLong(Chunk::count).sum(), "rows");
    try (SafetensorsFolderWriter files =
        SafetensorsFolderWriter.create(folder, entries, Map.of("format", "pt"))) {
      ParallelChunks.run(
          chunks,
          threads,
          chunk -> {
            chunk.weight().write(chunk.firstRow(), chunk.count(), files::write);
            progress.advance(chunk.count());
          });
      files.finish();
    }
    progress.end();
    JsonWriting.write(configJson(), folder.resolve(HuggingFaceFolder.CONFIG));
    checkpoint.companions().forEach((name, bytes) -> copy(bytes, folder.resolve(name)));
  }

  private List<Chunk> chunks() {
    List<Chunk> chunks = new ArrayList<>();
    for (WeightWriter weight : weights) {
      int count; // added up, and not whole steps, which may go past the largest int
      for (int first = 0; first < weight.rows(); first += count) {
        count = Math.min(weight.rowsPerChunk(), weight.rows() - first);
        chunks.add(new Chunk(weight, first, count));
      }
    }
    return chunks;
  }

  /** config.json as it was, with how the weights are now stored. */
  private Map<String, Object> configJson() {
    Map<String, Object> json = new LinkedHashMap<>(checkpoint.config().json().values());
    json.remove(QuantizationConfig.KEY);
    DTYPE_KEYS.forEach(key -> json.computeIfPresent(key, (k, was) -> denseType().orElse(was)));
    Map<String, StoredScheme> schemes = new LinkedHashMap<>();
    boolean own = checkpoint.config().family().storesTurnedWeights();
    for (String name : checkpoint.names()) {
      WeightTensor tensor = checkpoint.tensor(name);
      StoredScheme.of(tensor).ifPresent(scheme -> schemes.put(name, scheme));
      own |=
          tensor instanceof QuantizedTensor quantized
              && quantized.scheme().granularity() instanceof Granularity.Group group
              && quantized.shape().columns() % group.size() != 0;
    }
    if (!schemes.isEmpty()) {
      json.put(QuantizationConfig.KEY, SchemeWriting.describe(schemes, own));
    }
    return json;
  }

  /** What PyTorch calls the dense weights' type, if they have one in common. */
  private Optional<Object> denseType() {
    List<DType> types =
        checkpoint.names().stream()
            .map(checkpoint::tensor)
            .map(tensor -> tensor instanceof SparseTensor sparse ? sparse.values() : tensor)
            .filter(DenseTensor.class::isInstance)
            .map(tensor -> ((DenseTensor) tensor).type())
            .distinct()
            .toList();
    return types.size() == 1 ? Optional.of(PYTORCH_NAMES.get(types.get(0))) : Optional.empty();
  }

  private static void copy(ByteSource source, Path target) {
    ByteBuffer block = ByteBuffer.allocate((int) Math.min(COPY_BYTES, source.size()));
    try (FileChannel out =
        FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long at = 0; at < source.size(); at += block.capacity()) {
        block.clear().limit((int) Math.min(block.capacity(), source.size() - at));
        source.read(at, block);
        block.flip();
        while (block.hasRemaining()) {
          out.write(block);
        }
      }
    } catch (IOException e) {
      throw PareException.unwritable(target, e);
    }
  }
}
