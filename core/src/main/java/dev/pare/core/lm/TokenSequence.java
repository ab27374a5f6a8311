package dev.pare.core.lm;

import java.util.Arrays;

/**
 * Token ids in order, start token included where the model expects one. The array is not copied.
 */
public final class TokenSequence {
  private final int[] ids;

  public TokenSequence(int... ids) {
    this.ids = ids;
  }

  /** The ids themselves, not a copy. */
  public int[] ids() {
    return ids;
  }

  public int length() {
    return ids.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenSequence sequence && Arrays.equals(ids, sequence.ids);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    return Arrays.toString(ids);
  }
}
