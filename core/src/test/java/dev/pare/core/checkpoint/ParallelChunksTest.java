package dev.pare.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelChunksTest {
  private static final List<Integer> CHUNKS = IntStream.range(0, 10_000).boxed().toList();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void everyChunkIsWorkedOnOnce(int threads) {
    Set<Integer> done = ConcurrentHashMap.newKeySet();
    AtomicInteger count = new AtomicInteger();
    ParallelChunks.run(
        CHUNKS,
        threads,
        chunk -> {
          done.add(chunk);
          count.incrementAndGet();
        });
    assertEquals(Set.copyOf(CHUNKS), done);
    assertEquals(CHUNKS.size(), count.get());
  }

  @Test
  void theFirstFailureEndsTheWorkAndIsThrownAsItIs() {
    AtomicInteger count = new AtomicInteger();
    IllegalStateException failure = new IllegalStateException("chunk 5");
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                ParallelChunks.run(
                    CHUNKS,
                    1,
                    chunk -> {
                      count.incrementAndGet();
                      if (chunk == 5) {
                        throw failure;
                      }
                    }));
    assertSame(failure, thrown);
    assertEquals(6, count.get());
  }

  @Test
  void anErrorStaysOne() {
    OutOfMemoryError error = new OutOfMemoryError("no more");
    Throwable thrown =
        assertThrows(
            OutOfMemoryError.class,
            () ->
                ParallelChunks.run(
                    CHUNKS,
                    2,
                    chunk -> {
                      throw error;
                    }));
    assertSame(error, thrown);
  }
}
