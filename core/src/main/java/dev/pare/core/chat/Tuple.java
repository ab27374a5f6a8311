package dev.pare.core.chat;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/** A list written in round brackets; it only prints and compares otherwise. */
final class Tuple extends AbstractList<Object> {
  private final List<Object> items;

  Tuple(List<Object> items) {
    this.items = items;
  }

  static Tuple of(Object... items) {
    return new Tuple(Arrays.asList(items));
  }

  @Override
  public Object get(int index) {
    return items.get(index);
  }

  @Override
  public int size() {
    return items.size();
  }
}
