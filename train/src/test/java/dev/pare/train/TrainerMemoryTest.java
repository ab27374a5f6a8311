package dev.pare.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pare.core.io.ProcessMemory;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.models.ComputeType;
import dev.pare.models.TrainableDecoder;
import dev.pare.models.TrainingBatch;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What native memory a training holds: as long as it is needed, and no longer. */
class TrainerMemoryTest {
  private static final int GRADIENTS = 1000;
  private static final int GRADIENTS_A_COLLECTION = 5;
  private static final int STEPS = 2000;
  private static final int STEPS_A_COLLECTION = 100;

  /** One step's gradients are 36 kB, what it keeps for them more: a leak of either is 36 MB. */
  private static final long GROWTH_BYTES = 12 << 20;

  private static final RandomCheckpoint MODEL =
      new RandomCheckpoint(RandomCheckpoint.settings(1, 16, 2, 1, 8, 20, 512), DType.F32, 3);

  private final TrainingBatch batch = batch();
  private Parametrization weights;
  private TrainableDecoder decoder;
  private AdamW optimizer;

  @BeforeEach
  void open() {
    Torch.setThreads(1);
    weights = new FullWeights(TrainableDecoder.weights(MODEL));
    decoder = new TrainableDecoder(MODEL.config(), ComputeType.F32);
    optimizer = new AdamW(weights.masters(), GoldenTraining.OPTIMIZER);
  }

  @AfterEach
  void close() {
    optimizer.close();
    decoder.close();
    weights.close();
  }

  /** What a collection frees is written over, with what spoils whatever is still read. */
  @Test
  void collectionsBetweenForwardAndBackwardSpoilNoGradient() {
    Gradients expected = Gradients.of(decoder, weights, optimizer, List.of(batch), () -> {});
    for (int done = 0; done < GRADIENTS; done += GRADIENTS_A_COLLECTION) {
      for (Map<String, float[]> made : gradientsAcrossACollection()) {
        expected.byName().forEach((name, g) -> assertArrayEquals(g, made.get(name), name));
      }
    }
  }

  private List<Map<String, float[]>> gradientsAcrossACollection() {
    List<Map<String, float[]>> gradients = new ArrayList<>();
    try (TorchScope scope = TorchScope.training()) {
      List<Map<String, TorchTensor>> leaves = new ArrayList<>();
      List<TorchTensor> losses = new ArrayList<>();
      for (int i = 0; i < GRADIENTS_A_COLLECTION; i++) {
        leaves.add(optimizer.leaves());
        losses.add(decoder.loss(weights.weights(leaves.get(i)), batch));
      }
      churn();
      for (int i = 0; i < GRADIENTS_A_COLLECTION; i++) {
        losses.get(i).backward();
        Map<String, float[]> one = new HashMap<>();
        leaves.get(i).forEach((name, leaf) -> one.put(name, leaf.gradient().floats()));
        gradients.add(one);
      }
    }
    return gradients;
  }

  private static void churn() {
    System.gc();
    for (int i = 0; i < 500; i++) {
      ByteBuffer.allocateDirect(4).putFloat(0, Float.NaN);
    }
  }

  @Test
  void memoryIsFlatOverThousandsOfSteps() {
    assumeTrue(ProcessMemory.anonymousBytes() > 0, "the system does not tell");
    Trainer trainer = new Trainer(decoder, weights, optimizer, new Schedule(STEPS, 0, 1e-3, 1));
    List<Long> held = new ArrayList<>();
    for (int step = 1; step <= STEPS; step++) {
      trainer.step(step, List.of(batch));
      if (step % STEPS_A_COLLECTION == 0) {
        System.gc(); // Java's own heap does not grow meanwhile
        held.add(ProcessMemory.anonymousBytes());
      }
    }
    // the least of some: Java's compiler takes and gives back some megabytes
    long growth = least(held, 15, 20) - least(held, 5, 10);
    assertTrue(growth < GROWTH_BYTES, () -> growth + " bytes more: " + held);
  }

  private static long least(List<Long> held, int from, int to) {
    return Collections.min(held.subList(from, to));
  }

  private static TrainingBatch batch() {
    int length = 12;
    long[] ids = LongStream.range(0, length).map(i -> 31 * i % 500).toArray();
    long[] places = LongStream.range(0, length - 1).toArray();
    float[] even = new float[length - 1];
    Arrays.fill(even, 1f / even.length);
    return new TrainingBatch(1, length, ids, places, Arrays.copyOfRange(ids, 1, length), even);
  }
}
