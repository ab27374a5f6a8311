package dev.pare.train.data;

import java.util.List;

/**
 * One text, encoded piece by piece.
 *
 * @param endWeight what the end-of-text token after it counts in the loss
 */
public record Document(List<Piece> pieces, double endWeight) {
  public Document {
    pieces = List.copyOf(pieces);
  }

  /** A text all of which counts 1. */
  public static Document of(String text) {
    return new Document(List.of(new Piece(text, 1)), 1);
  }
}
