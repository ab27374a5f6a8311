package dev.pare.train.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A document's tokens, and what the prediction of each counts. */
final class EncodedDocument {
  private final int[] ids;
  private final float[] weights;

  EncodedDocument(int[] ids, float[] weights) {
    this.ids = ids;
    this.weights = weights;
  }

  int length() {
    return ids.length;
  }

  /** Copies the tokens to {@code at} of a row. */
  void copyTo(int at, long[] rowIds, float[] rowWeights) {
    for (int i = 0; i < ids.length; i++) {
      rowIds[at + i] = ids[i];
      rowWeights[at + i] = weights[i];
    }
  }

  /** This, in parts of at most {@code length} tokens; nothing tells a later part's first token. */
  List<EncodedDocument> parts(int length) {
    if (ids.length <= length) {
      return List.of(this);
    }
    List<EncodedDocument> parts = new ArrayList<>();
    for (int from = 0; from < ids.length; from += length) {
      int to = Math.min(ids.length, from + length);
      float[] some = Arrays.copyOfRange(weights, from, to);
      some[0] = from == 0 ? some[0] : 0;
      parts.add(new EncodedDocument(Arrays.copyOfRange(ids, from, to), some));
    }
    return parts;
  }
}
