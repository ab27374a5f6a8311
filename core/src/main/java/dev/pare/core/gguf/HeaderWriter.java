package dev.pare.core.gguf;

import dev.pare.core.io.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Places tensors and spells the header of GGUF version 3 that says so. */
final class HeaderWriter {
  static final int MAGIC = 0x46554747; // "GGUF"
  private static final int VERSION = 3;
  private static final int MAX_NAME_BYTES = 63; // ggml's own, less the zero at its end

  private HeaderWriter() {}

  /**
   * The tensors in their order, each begun at a multiple of the alignment.
   *
   * @throws IllegalArgumentException if a name is there twice or cannot be one
   */
  static List<Region> place(Collection<GgufEntry> tensors) {
    List<Region> regions = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long next = 0;
    for (GgufEntry entry : tensors) {
      String name = entry.name();
      if (!names.add(name) || !Names.isEncodable(name) || name.length() > MAX_NAME_BYTES) {
        throw new IllegalArgumentException("no tensor's name: " + Names.quote(name));
      }
      if (!entry.type().fits(entry.shape())) {
        throw new IllegalArgumentException(name + ": " + entry.type() + entry.shape());
      }
      regions.add(new Region(entry, next));
      next = RegionCheck.aligned(next + entry.byteSize(), Header.DEFAULT_ALIGNMENT);
    }
    return regions;
  }

  /** The header, padded to where the tensors begin. */
  static byte[] bytes(Map<String, GgufValue> metadata, List<Region> regions) {
    HeaderBytes header = new HeaderBytes();
    header.putInt(MAGIC);
    header.putInt(VERSION);
    header.putLong(regions.size());
    header.putLong(metadata.size());
    metadata.forEach(
        (key, value) -> {
          header.putText(key);
          value.write(header);
        });
    for (Region region : regions) {
      GgufEntry entry = region.entry();
      header.putText(entry.name());
      List<Long> dimensions = entry.shape().dimensions();
      header.putInt(dimensions.size());
      for (int i = dimensions.size() - 1; i >= 0; i--) { // innermost first
        header.putLong(dimensions.get(i));
      }
      header.putInt(entry.type().id());
      header.putLong(region.begin());
    }
    while (header.size() % Header.DEFAULT_ALIGNMENT != 0) {
      header.putByte((byte) 0);
    }
    return header.toArray();
  }
}
