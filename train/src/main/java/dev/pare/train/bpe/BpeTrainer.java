package dev.pare.train.bpe;

import dev.pare.core.PareException;
import dev.pare.core.tokenizer.WordRule;
import java.util.function.Consumer;

/**
 * Learns a byte-level BPE (P. Gage, <i>A New Algorithm for Data Compression</i>, 1994; R. Sennrich,
 * B. Haddow, A. Birch, <i>Neural Machine Translation of Rare Words with Subword Units</i>, 2016):
 * text is cut into words, words into bytes, and the pair of neighbours that occurs most often
 * becomes a token, again and again, until the vocabulary is full or no pair occurs {@code
 * minFrequency} times. Of pairs equally frequent the one with the smaller ids comes first, left
 * before right: the merges are those of Hugging Face's {@code tokenizers}, whatever the order of
 * the texts.
 *
 * <p>Ids: special tokens (or these last), the 256 bytes in the order of their characters in {@link
 * dev.pare.core.tokenizer.ByteAlphabet}, then tokens as they were made. A special token in a text
 * is text like any other, but no merge makes a token that is spelled like one.
 *
 * <p>Only different words and their counts are held.
 */
public final class BpeTrainer {
  private final BpeSettings settings;
  private final WordCounts words = new WordCounts();
  private final Consumer<String> cutter;

  public BpeTrainer(BpeSettings settings) {
    this.settings = settings;
    cutter = WordRule.named("vocabulary", settings.words()).cutter(words);
  }

  /** Learns from texts; each is a document of its own, and may be long. */
  public static Bpe train(Iterable<String> texts, BpeSettings settings) {
    BpeTrainer trainer = new BpeTrainer(settings);
    texts.forEach(trainer::observe);
    return trainer.train();
  }

  /**
   * Counts the words of a text.
   *
   * @throws PareException if there are more different words than memory holds
   */
  public void observe(String text) {
    cutter.accept(text);
  }

  /**
   * The vocabulary of all that was observed.
   *
   * @throws PareException if nothing was
   */
  public Bpe train() {
    if (words.isEmpty()) {
      throw new PareException("vocabulary", "there is no text to learn it from", "give some text");
    }
    Tokens tokens = new Tokens(settings);
    new Merging(words.symbols(tokens), tokens).run(settings.minFrequency());
    return new Bpe(settings, tokens);
  }
}
