package dev.pare.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.safetensors.SafetensorsFile;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.testing.FamilyFolder;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.models.TrainingBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A small model of a family, a batch, and what PyTorch made of them: oracles/training_golden.py.
 */
final class GoldenTraining {
  static final List<String> FAMILIES =
      List.of("llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3", "phi3", "gpt2");

  /** The families whose trained weights are kept. */
  static final List<String> TRAINED = List.of("llama", "qwen2", "gemma2");

  static final int STEPS = 2;
  static final double RATE = 1e-2;
  static final AdamWSettings OPTIMIZER = new AdamWSettings(0.9, 0.98, 1e-8, 0.05, 0.5);
  private static final int ROWS = 3;
  private static final int LENGTH = 14;

  private final Checkpoint checkpoint;
  private final Map<String, float[]> floats = new HashMap<>();
  private final Map<String, long[]> longs = new HashMap<>();

  GoldenTraining(String name) throws IOException {
    JsonObject config = Json.readObject(name, new String(bytes(name + ".json"), UTF_8));
    RandomCheckpoint model = new RandomCheckpoint(config.values(), DType.F32, 0);
    for (String weight : List.copyOf(model.names())) {
      Shape shape = model.tensor(weight).shape();
      model.with(weight, DenseTensor.of(DType.F32, shape, FamilyFolder.values(weight, shape)));
    }
    checkpoint = model;
    ByteSource file = ByteSource.of(bytes(name + ".safetensors"));
    try (SafetensorsFile golden = SafetensorsFile.of(name, file)) {
      golden.names().forEach(tensor -> read(golden, tensor));
    }
  }

  private void read(SafetensorsFile golden, String tensor) {
    ByteSource data = golden.data(tensor);
    ByteBuffer bytes = ByteBuffer.allocate((int) data.size()).order(ByteOrder.LITTLE_ENDIAN);
    data.read(0, bytes);
    bytes.flip();
    if (golden.entry(tensor).type() == DType.F32) {
      float[] values = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(values);
      floats.put(tensor, values);
    } else {
      long[] values = new long[bytes.remaining() / Long.BYTES];
      bytes.asLongBuffer().get(values);
      longs.put(tensor, values);
    }
  }

  private static byte[] bytes(String file) throws IOException {
    try (InputStream in =
        GoldenTraining.class.getResourceAsStream("/dev/pare/train/golden/gradients/" + file)) {
      return in.readAllBytes();
    }
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  TrainingBatch batch() {
    return new TrainingBatch(
        ROWS,
        LENGTH,
        longs.get("ids").clone(),
        longs.get("places").clone(),
        longs.get("labels").clone(),
        floats.get("weights").clone());
  }

  /** The same in parts of one row each; their weights add up to 1 together. */
  List<TrainingBatch> rows() {
    return IntStream.range(0, ROWS).mapToObj(this::row).toList();
  }

  private TrainingBatch row(int row) {
    long[] all = longs.get("places");
    int[] own = IntStream.range(0, all.length).filter(i -> all[i] / LENGTH == row).toArray();
    long[] places = new long[own.length];
    long[] labels = new long[own.length];
    float[] weights = new float[own.length];
    for (int i = 0; i < own.length; i++) {
      places[i] = all[own[i]] - (long) row * LENGTH;
      labels[i] = longs.get("labels")[own[i]];
      weights[i] = floats.get("weights")[own[i]];
    }
    long[] ids = Arrays.copyOfRange(longs.get("ids"), row * LENGTH, (row + 1) * LENGTH);
    return new TrainingBatch(1, LENGTH, ids, places, labels, weights);
  }

  /** Those before each step of a whole training on this one batch. */
  float[] losses() {
    return floats.get("losses");
  }

  float[] gradient(String weight) {
    return floats.get("gradient:" + weight);
  }

  float[] trained(String weight) {
    return floats.get("trained:" + weight);
  }
}
