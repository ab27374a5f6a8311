package dev.pare.train.data;

/**
 * A stretch of text whose tokens count alike.
 *
 * @param weight of each of its tokens in the loss; 0 for what is only read
 */
public record Piece(String text, double weight) {
  public Piece {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight " + weight);
    }
  }
}
