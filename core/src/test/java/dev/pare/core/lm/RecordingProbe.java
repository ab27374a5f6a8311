package dev.pare.core.lm;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Asks for the last query and every third key, keeps both, and checks that keys come first. */
final class RecordingProbe implements AttentionSink {
  /** By {@code sequence/layer}, then by position. */
  final Map<String, Map<Integer, float[]>> queries = new TreeMap<>();

  final Map<String, Map<Integer, float[]>> keys = new TreeMap<>();

  @Override
  public int[] queries(int sequence, int length) {
    return new int[] {length - 1};
  }

  @Override
  public int[] keys(int sequence, int length) {
    return IntStream.range(0, length).filter(i -> i % 3 == 2).toArray();
  }

  @Override
  public void query(int sequence, int layer, int position, float[] values) {
    int keysBefore = keys.getOrDefault(sequence + "/" + layer, Map.of()).size();
    if (keysBefore != keys(sequence, position + 1).length) {
      throw new AssertionError("only " + keysBefore + " keys before position " + position);
    }
    put(queries, sequence, layer, position, values);
  }

  @Override
  public void key(int sequence, int layer, int position, float[] values) {
    put(keys, sequence, layer, position, values);
  }

  private static void put(
      Map<String, Map<Integer, float[]>> to, int sequence, int layer, int at, float[] values) {
    if (to.computeIfAbsent(sequence + "/" + layer, key -> new TreeMap<>()).put(at, values)
        != null) {
      throw new AssertionError(sequence + ": position " + at + " of layer " + layer + " twice");
    }
  }
}
