package dev.pare.core.chat;

import java.util.ArrayList;
import java.util.List;

/** {@code value[start:stop:step]} of text and lists, as in Python. */
final class Slices {
  private Slices() {}

  /** Bounds are integers or null. */
  static Object of(Rendering rendering, Object value, Object start, Object stop, Object step) {
    if (value instanceof String text) {
      rendering.charge(text.length());
      int[] points = text.codePoints().toArray();
      StringBuilder made = new StringBuilder();
      for (int i : indices(rendering, points.length, start, stop, step)) {
        made.appendCodePoint(points[i]);
      }
      return made.toString();
    }
    if (value instanceof List<?> list) {
      List<Object> made = new ArrayList<>();
      for (int i : indices(rendering, list.size(), start, stop, step)) {
        made.add(list.get(i));
      }
      return value instanceof Tuple ? new Tuple(made) : made;
    }
    throw rendering.fault(Values.kind(value) + " cannot be sliced");
  }

  private static int[] indices(
      Rendering rendering, int length, Object start, Object stop, Object step) {
    long by = step == null ? 1 : bound(rendering, step);
    if (by == 0) {
      throw rendering.fault("a slice has the step 0");
    }
    boolean forward = by > 0;
    long first = forward ? 0 : length - 1L;
    long last = forward ? length : -1;
    long from = start == null ? first : clamped(bound(rendering, start), length, forward);
    long to = stop == null ? last : clamped(bound(rendering, stop), length, forward);
    long span = forward ? to - from : from - to;
    int count = span <= 0 ? 0 : (int) ((span - 1) / Math.abs(by)) + 1;
    rendering.charge(8L * count);
    int[] indices = new int[count];
    for (int i = 0; i < count; i++) {
      indices[i] = (int) (from + i * by);
    }
    return indices;
  }

  private static long bound(Rendering rendering, Object bound) {
    if (Values.isInteger(bound)) {
      long value = Values.integer(bound);
      return Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, value));
    }
    throw rendering.fault("a slice's bound is " + Values.kind(bound) + ", not an integer");
  }

  private static long clamped(long bound, int length, boolean forward) {
    long index = bound < 0 ? bound + length : bound;
    return forward
        ? Math.max(0, Math.min(length, index))
        : Math.max(-1, Math.min(length - 1L, index));
  }
}
