package dev.pare.core.tensor;

import dev.pare.core.PareException;

/**
 * How many weights share one scale: a whole tensor, an output channel (row), or a group of
 * consecutive weights of a row. A row whose length the group size does not divide ends with a
 * shorter group.
 */
public sealed interface Granularity {
  static Granularity tensor() {
    return new Tensor();
  }

  static Granularity channel() {
    return new Channel();
  }

  record Tensor() implements Granularity {
    @Override
    public String toString() {
      return "tensor";
    }
  }

  record Channel() implements Granularity {
    @Override
    public String toString() {
      return "channel";
    }
  }

  /** Groups of {@code size} ≥ 1 weights along the input dimension. */
  record Group(int size) implements Granularity {
    public Group {
      if (size < 1) {
        throw new IllegalArgumentException("group size " + size);
      }
    }

    @Override
    public String toString() {
      return "g" + size;
    }
  }

  static Granularity group(int size) {
    return new Group(size);
  }

  /** Groups in one row of {@code columns} weights. */
  default int groupsPerRow(int columns) {
    return this instanceof Group group ? 1 + (columns - 1) / group.size() : 1;
  }

  /** Weights in each group of a row but the last, which may be shorter. */
  default int groupSize(int columns) {
    return this instanceof Group group ? Math.min(group.size(), columns) : columns;
  }

  /** Reads {@code tensor}, {@code channel} or a group size such as {@code 64}. */
  static Granularity parse(String text) {
    if (text.equals("tensor")) {
      return tensor();
    }
    if (text.equals("channel")) {
      return channel();
    }
    try {
      int size = Integer.parseInt(text);
      if (size >= 1) {
        return new Group(size);
      }
    } catch (NumberFormatException e) {
      // falls through to the message below
    }
    throw new PareException(
        "group " + text, "not a granularity", "give tensor, channel or a group size such as 64");
  }
}
