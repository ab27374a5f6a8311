package dev.pare.core.safetensors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which tensor goes into which file: filled in order, the next file begun when one is full. */
final class ShardPlan {
  static final String SINGLE_FILE = "model.safetensors";
  static final String INDEX_FILE = "model.safetensors.index.json";

  private ShardPlan() {}

  /**
   * The tensors of each file, by file name, in order. A tensor larger than {@code maxShardBytes}
   * has a file to itself.
   */
  static Map<String, List<TensorEntry>> of(Iterable<TensorEntry> tensors, long maxShardBytes) {
    List<List<TensorEntry>> shards = new ArrayList<>();
    shards.add(new ArrayList<>());
    long filled = 0;
    for (TensorEntry entry : tensors) {
      List<TensorEntry> shard = shards.get(shards.size() - 1);
      if (!shard.isEmpty() && entry.byteSize() > maxShardBytes - filled) {
        shard = new ArrayList<>();
        shards.add(shard);
        filled = 0;
      }
      shard.add(entry);
      filled += entry.byteSize();
    }
    Map<String, List<TensorEntry>> files = new LinkedHashMap<>();
    for (int i = 0; i < shards.size(); i++) {
      files.put(fileName(i + 1, shards.size()), shards.get(i));
    }
    return files;
  }

  private static String fileName(int number, int count) {
    return count == 1
        ? SINGLE_FILE
        : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", number, count);
  }
}
