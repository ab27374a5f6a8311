package dev.pare.evaluate.generate;

import dev.pare.core.PareException;
import dev.pare.evaluate.EvaluationText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** Sentences without end in which something is hidden. */
@FunctionalInterface
interface Filler {
  /** Words of a sentence at most: a longer one is taken for several. */
  int LONGEST = 50;

  Iterator<String> sentences(Draws draws);

  /** Made of four parts each: {@code In winter the gardener folded a letter near the bridge.} */
  static Filler made() {
    List<String> when = WordList.named("when");
    List<String> who = WordList.named("who");
    List<String> what = WordList.named("what");
    List<String> where = WordList.named("where");
    return draws ->
        endless(
            () ->
                "%s %s %s %s."
                    .formatted(
                        draws.oneOf(when),
                        draws.oneOf(who),
                        draws.oneOf(what),
                        draws.oneOf(where)));
  }

  /**
   * A text's own, in its order from one that is drawn; after the last comes the first.
   *
   * @throws PareException if the file is not UTF-8 text, or has no words
   */
  static Filler of(Path file) {
    List<String> sentences = split(EvaluationText.read(file).content());
    if (sentences.isEmpty()) {
      throw new PareException(file, "has no words", "name a text to fill contexts with");
    }
    return draws -> {
      int[] next = {draws.below(sentences.size())};
      return endless(() -> sentences.get(next[0]++ % sentences.size()));
    };
  }

  private static List<String> split(String text) {
    List<String> sentences = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (String word : text.strip().split("\\s+")) {
      words.add(word);
      if (words.size() == LONGEST || word.matches(".*[.!?][\"'”’)\\]]*")) {
        sentences.add(String.join(" ", words));
        words.clear();
      }
    }
    if (!words.isEmpty()) {
      sentences.add(String.join(" ", words));
    }
    sentences.removeIf(String::isBlank);
    return sentences;
  }

  private static Iterator<String> endless(Supplier<String> next) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public String next() {
        return next.get();
      }
    };
  }

  static int words(String sentence) {
    return (int) Arrays.stream(sentence.split("\\s+")).filter(word -> !word.isEmpty()).count();
  }
}
