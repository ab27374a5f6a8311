package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.tokenizer.Tokenizer;
import java.util.Arrays;

/**
 * Texts as a model's tokens, the way lm-evaluation-harness makes them. Of a context and its
 * continuation:
 *
 * <ol>
 *   <li>white space at the context's end moves to the continuation, where tokens hold it;
 *   <li>the context alone, and both joined, are encoded; what is left of the latter beyond the
 *       former's length is the continuation's tokens;
 *   <li>the tokens that the tokenizer puts before every text stand before the context. An empty
 *       context is the start token alone: the tokenizer's, else the model's, else an end token.
 * </ol>
 *
 * <p>The context's tokens are those of the context alone: they are the same for every continuation.
 */
final class PairEncoder {
  private final Tokenizer tokenizer;
  private final int[] start;
  private final int[] emptyContext;
  private final int room;
  private String lastText; // one context comes with each of its continuations
  private TokenSequence lastContext;

  PairEncoder(Tokenizer tokenizer, ModelConfig config) {
    this.tokenizer = tokenizer;
    this.room = config.maxPositions();
    this.start = start(tokenizer);
    this.emptyContext = start.length > 0 ? start : startToken(config);
  }

  /** The special tokens before a text: where the bare tokens begin among the full ones. */
  private static int[] start(Tokenizer tokenizer) {
    int[] full = tokenizer.encode("a", true);
    int[] bare = tokenizer.encode("a", false);
    for (int at = 0; at + bare.length <= full.length; at++) {
      if (Arrays.equals(full, at, at + bare.length, bare, 0, bare.length)) {
        return Arrays.copyOf(full, at);
      }
    }
    return new int[0];
  }

  private static int[] startToken(ModelConfig config) {
    if (config.beginToken().isPresent()) {
      return new int[] {config.beginToken().getAsInt()};
    }
    return config.endTokens().stream().mapToInt(id -> id).sorted().limit(1).toArray();
  }

  Tokenizer tokenizer() {
    return tokenizer;
  }

  /** How many tokens the model can hold. */
  int room() {
    return room;
  }

  /** A text's tokens with those that stand before every text. */
  int[] prompt(String text) {
    return joined(start, tokenizer.encode(text, false));
  }

  /** A text's tokens alone: it says itself what stands before it. */
  int[] bare(String text) {
    return tokenizer.encode(text, false);
  }

  /**
   * A context and what is to be scored after it.
   *
   * @throws PareException if there is no token to score, or none to begin from
   */
  ScoredSequence pair(String where, String context, String continuation) {
    String kept = context.stripTrailing();
    String moved = context.substring(kept.length()) + continuation;
    if (!kept.equals(lastText)) {
      lastText = kept;
      lastContext = new TokenSequence(kept.isEmpty() ? empty(where) : prompt(kept));
    }
    int[] targets =
        kept.isEmpty()
            ? tokenizer.encode(moved, false)
            : beyond(lastContext.length(), prompt(kept + moved));
    if (targets.length == 0) {
      throw new PareException(
          where, "the continuation \"" + continuation + "\" has no tokens", "correct the record");
    }
    return new ScoredSequence(lastContext, new TokenSequence(targets));
  }

  /**
   * A prompt and what was generated after it: the tokens that both joined have beyond the prompt's,
   * or the answer's own where joined they begin otherwise. What the model has no room for is left
   * out at the end.
   *
   * @param text the prompt's
   */
  ScoredSequence answered(TokenSequence prompt, String text, String answer) {
    int before = prompt.length() - bare(text).length;
    int[] joint = joined(Arrays.copyOf(prompt.ids(), before), bare(text + answer));
    int[] targets =
        Arrays.mismatch(prompt.ids(), joint) == prompt.length()
            ? beyond(prompt.length(), joint)
            : bare(answer);
    int length = Math.min(targets.length, room - prompt.length());
    return new ScoredSequence(prompt, new TokenSequence(Arrays.copyOf(targets, length)));
  }

  private static int[] beyond(int context, int[] all) {
    return Arrays.copyOfRange(all, Math.min(context, all.length), all.length);
  }

  private int[] empty(String where) {
    if (emptyContext.length == 0) {
      throw new PareException(
          where,
          "begins with what is to be scored, and the model has no start or end token",
          "give it a context, or take a model whose config names one");
    }
    return emptyContext;
  }

  /** The start token and the whole text, of which all but that is to be scored. */
  int[] whole(String where, String text) {
    return joined(empty(where), tokenizer.encode(text, false));
  }

  /** How many tokens {@link #whole} begins with that are not scored. */
  int startLength() {
    return emptyContext.length;
  }

  private static int[] joined(int[] first, int[] second) {
    int[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
