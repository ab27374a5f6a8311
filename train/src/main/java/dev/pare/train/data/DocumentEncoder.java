package dev.pare.train.data;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.tokenizer.Tokenizer;
import java.util.Arrays;

/**
 * Documents as a model's tokens: its start token where its tokenizer sets one, the text, its
 * end-of-text token.
 */
public final class DocumentEncoder {
  private final Tokenizer tokenizer;
  private final int vocabulary;
  private final int end;
  private final int[] start;

  /**
   * @throws PareException if the model names no end-of-text token
   */
  public DocumentEncoder(Tokenizer tokenizer, ModelConfig config) {
    this.tokenizer = tokenizer;
    vocabulary = config.vocabularySize();
    end =
        config.endTokens().stream()
            .mapToInt(Integer::intValue)
            .min() // of several the one of whole texts: those of chats came later
            .orElseThrow(
                () ->
                    new PareException(
                        "config.json", "names no end-of-text token", "add \"eos_token_id\" to it"));
    start = Arrays.stream(tokenizer.encode("", true)).takeWhile(id -> id != end).toArray();
  }

  /** The id that stands between texts. */
  int end() {
    return end;
  }

  /**
   * The tokens of the whole text; a piece's are those that the text up to its end has more than
   * that up to its start.
   *
   * @throws PareException if the tokenizer makes ids that the model does not have
   */
  EncodedDocument encode(Document document) {
    StringBuilder text = new StringBuilder();
    int pieces = document.pieces().size();
    int[] ends = new int[pieces];
    for (int i = 0; i < pieces; i++) {
      text.append(document.pieces().get(i).text());
      ends[i] = tokenizer.encode(text.toString(), false).length;
    }
    int[] middle = tokenizer.encode(text.toString(), false);
    int[] ids = new int[start.length + middle.length + 1];
    float[] weights = new float[ids.length];
    System.arraycopy(start, 0, ids, 0, start.length);
    System.arraycopy(middle, 0, ids, start.length, middle.length);
    for (int i = 0, token = 0; i < pieces; i++) {
      for (; token < Math.min(ends[i], middle.length); token++) {
        weights[start.length + token] = (float) document.pieces().get(i).weight();
      }
    }
    ids[ids.length - 1] = end;
    weights[ids.length - 1] = (float) document.endWeight();
    requireKnown(ids);
    return new EncodedDocument(ids, weights);
  }

  private void requireKnown(int[] ids) {
    for (int id : ids) {
      if (id < 0 || id >= vocabulary) {
        throw new PareException(
            "tokenizer",
            "makes id " + id + " where the model's vocabulary is " + vocabulary,
            "use this model's own tokenizer");
      }
    }
  }
}
