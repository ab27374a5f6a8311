package dev.pare.evaluate.generate;

import dev.pare.core.json.JsonObject;
import java.util.List;

/**
 * How long a sample's context is, and how deep in it lies what is asked: every depth of the first
 * length, then of the next, and round again.
 *
 * @param lengths in words or entries
 * @param depths in percent: 0 is the beginning, 100 the end
 */
record Places(List<Integer> lengths, List<Integer> depths) {
  static final String DEPTHS = "depths";
  private static final List<Integer> USUAL = List.of(0, 25, 50, 75, 100);

  static Places read(JsonObject options, String key, int least, int most, int usual) {
    return new Places(
        Numbers.read(options, key, least, most, List.of(usual)),
        Numbers.read(options, DEPTHS, 0, 100, USUAL));
  }

  int depth(int index) {
    return depths.get(Math.floorMod(index, depths.size()));
  }

  int length(int index) {
    return lengths.get(Math.floorMod(Math.floorDiv(index, depths.size()), lengths.size()));
  }
}
