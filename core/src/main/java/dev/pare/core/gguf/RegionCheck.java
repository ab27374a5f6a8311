package dev.pare.core.gguf;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether tensors cover the bytes after the header, each once, with only padding between them. */
final class RegionCheck {
  private RegionCheck() {}

  /** The next multiple of {@code alignment}, a power of two. */
  static long aligned(long position, int alignment) {
    return (position + alignment - 1) & -alignment;
  }

  /** The regions by name, in stored order. */
  static Map<String, Region> inOrder(
      String source, List<Region> regions, int alignment, long dataSize) {
    Map<String, Region> inOrder = new LinkedHashMap<>();
    String previous = "the header";
    long next = 0;
    long end = 0;
    for (Region region :
        regions.stream().sorted(Comparator.comparingLong(Region::begin)).toList()) {
      String name = Names.quote(region.entry().name());
      end = end(source, region, alignment, dataSize);
      if (region.begin() < next) {
        throw refuse(source, "tensors " + previous + " and " + name + " overlap");
      }
      if (region.begin() > next) {
        long hole = region.begin() - next;
        throw refuse(
            source, hole + " bytes between " + previous + " and " + name + " are no tensor's");
      }
      inOrder.put(region.entry().name(), region);
      previous = name;
      next = aligned(end, alignment);
    }
    if (next < dataSize) {
      throw refuse(source, (dataSize - next) + " bytes after the last tensor are no tensor's");
    }
    return Collections.unmodifiableMap(inOrder);
  }

  /** The position after a tensor's last byte, which the file has. */
  private static long end(String source, Region region, int alignment, long dataSize) {
    long begin = region.begin();
    String tensor = "tensor " + Names.quote(region.entry().name());
    if (begin % alignment != 0) {
      String offset = Long.toUnsignedString(begin);
      throw refuse(source, tensor + ": offset " + offset + " is no multiple of " + alignment);
    }
    long size = sizeOrHuge(region.entry());
    if (begin < 0 || begin > dataSize || size > dataSize - begin) {
      String needs = size + " bytes at offset " + Long.toUnsignedString(begin);
      throw refuse(source, tensor + ": truncated: " + needs + " where " + dataSize + " are left");
    }
    return begin + size;
  }

  private static long sizeOrHuge(GgufEntry entry) {
    try {
      return entry.byteSize();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  private static PareException refuse(String source, String what) {
    return new PareException(source, what, "download or convert it again");
  }
}
