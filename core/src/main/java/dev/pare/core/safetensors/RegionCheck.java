package dev.pare.core.safetensors;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether regions cover the bytes after the header from the first to the last, each once. */
final class RegionCheck {
  private static final Comparator<Region> STORED_ORDER =
      Comparator.comparingLong(Region::begin).thenComparingLong(Region::end);

  private RegionCheck() {}

  /** The regions by name, in stored order. */
  static Map<String, Region> inOrder(String source, List<Region> regions, long dataSize) {
    Map<String, Region> inOrder = new LinkedHashMap<>();
    String previous = "the header";
    long next = 0;
    for (Region region : regions.stream().sorted(STORED_ORDER).toList()) {
      String name = Names.quote(region.entry().name());
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
      next = region.end();
    }
    if (next > dataSize) {
      String lacks =
          "truncated: " + (next - dataSize) + " of its " + next + " bytes of tensors are missing";
      throw refuse(source, lacks);
    }
    if (next < dataSize) {
      throw refuse(source, (dataSize - next) + " bytes after the last tensor are no tensor's");
    }
    return Collections.unmodifiableMap(inOrder);
  }

  private static PareException refuse(String source, String what) {
    return new PareException(source, what, "download or convert it again");
  }
}
