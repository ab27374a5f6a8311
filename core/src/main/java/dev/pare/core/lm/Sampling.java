package dev.pare.core.lm;

/**
 * How the next token is chosen.
 *
 * @param temperature divides the logits; 0 takes the most probable token
 * @param topP keeps the smallest set of tokens whose probability reaches this share (nucleus
 *     sampling, arXiv 1904.09751); 1 keeps all
 * @param seed of the request's own random stream
 */
public record Sampling(double temperature, double topP, long seed) {
  public static final Sampling GREEDY = new Sampling(0, 1, 0);

  public Sampling {
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "temperature " + temperature + " is not a number from 0 up");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p " + topP + " is not above 0 and at most 1");
    }
  }
}
