package dev.pare.evaluate;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import java.util.OptionalInt;

/**
 * Which tokens of a text are predicted, each from which context. Figures compare only under the
 * same protocol.
 *
 * <p><b>Windows</b> (the default). The whole text is encoded once, with the special tokens that the
 * tokenizer adds by itself: a start token, if any, stands before the first window alone. Windows of
 * {@code window} tokens begin at token 0, stride, 2·stride …, as long as they are full: the tail is
 * dropped. The model reads each afresh. In the first, the window − 1 tokens after the first count;
 * in each later one the last min(stride, window − 1), the ones not counted before. With stride =
 * window this is the field's common protocol (GPTQ, arXiv 2210.17323, and its successors); a
 * smaller stride gives each token more context, at window / stride times the work (Hugging Face,
 * "Perplexity of fixed-length models"). A text no longer than a window is one window.
 *
 * <p><b>Each line.</b> Each line that is not blank is encoded alone, with the special tokens that
 * the tokenizer adds, and cut after {@code window} tokens. All tokens but its first count.
 *
 * @param window tokens that the model reads at once
 * @param stride tokens from the start of a window to the next; equal to window in each-line mode
 * @param limit the first so many windows, or lines, are all that is read
 */
public record PerplexityProtocol(int window, int stride, boolean eachLine, int limit) {
  private static final int DEFAULT_WINDOW = 2048;

  public PerplexityProtocol {
    if (limit < 1) {
      throw new PareException("limit", limit + " leaves nothing to read", "give at least 1");
    }
    if (window < 2) {
      throw new PareException(
          "window", window + " leaves nothing to predict", "give at least 2 tokens");
    }
    if (stride < 1 || stride > window) {
      throw new PareException(
          "stride", stride + " is not from 1 to the window's " + window, "give one that is");
    }
    if (eachLine && stride != window) {
      throw new PareException(
          "stride", "means nothing where each line is read alone", "leave one of the two out");
    }
  }

  /** All windows, or lines, of a text. */
  public PerplexityProtocol(int window, int stride, boolean eachLine) {
    this(window, stride, eachLine, Integer.MAX_VALUE);
  }

  /** The same, on the text's first windows or lines alone. */
  public PerplexityProtocol limitedTo(int windows) {
    return new PerplexityProtocol(window, stride, eachLine, windows);
  }

  /**
   * The protocol for a model: windows of 2048 tokens, or of the model's context if that is shorter,
   * without overlap, but for what is given.
   */
  public static PerplexityProtocol of(
      ModelConfig config, OptionalInt window, OptionalInt stride, boolean eachLine) {
    int context = config.maxPositions();
    int tokens = window.orElse(Math.min(DEFAULT_WINDOW, context));
    if (tokens > context) {
      throw new PareException(
          "window",
          tokens + " tokens are more than the model's context",
          "give at most " + context);
    }
    return new PerplexityProtocol(tokens, stride.orElse(tokens), eachLine);
  }
}
