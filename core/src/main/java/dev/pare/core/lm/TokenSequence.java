package dev.pare.core.lm;

/**
 * Token ids in order, start token included where the model expects one. The array is not copied.
 */
public record TokenSequence(int[] ids) {
  public int length() {
    return ids.length;
  }
}
