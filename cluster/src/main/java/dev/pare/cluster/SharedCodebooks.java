package dev.pare.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Codebooks that rows share which are read apart: whoever asks first finds one, and the others wait
 * for it. The latest are kept, which is enough for rows that are read in order by a few threads.
 */
final class SharedCodebooks {
  private static final int KEPT = 16;

  private final Map<Integer, Shared> latest =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Shared> eldest) {
          return size() > KEPT;
        }
      };

  Codebook get(int index, Supplier<Codebook> search) {
    Shared shared;
    synchronized (latest) {
      shared = latest.computeIfAbsent(index, i -> new Shared());
    }
    return shared.get(search);
  }

  private static final class Shared {
    private Codebook codebook;

    synchronized Codebook get(Supplier<Codebook> search) {
      if (codebook == null) {
        codebook = search.get();
      }
      return codebook;
    }
  }
}
