package dev.pare.evaluate.metric;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How little a text repeats itself: distinct n-grams / all n-grams, of words (J. Li et al., <i>A
 * Diversity-Promoting Objective Function for Neural Conversation Models</i>, 2016). Words are
 * lower-cased and stand between white space; punctuation is part of them.
 */
public final class DistinctNgrams {
  private DistinctNgrams() {}

  /** Of one answer; 0 if it has fewer than {@code n} words. */
  public static double share(String answer, int n) {
    return share(List.of(answer), n);
  }

  /** Of all answers together, where an answer that others repeat counts once; 0 if none has one. */
  public static double share(List<String> answers, int n) {
    Set<List<String>> distinct = new HashSet<>();
    long all = 0;
    for (String answer : answers) {
      List<String> words = NormalForm.words(PlainText.lowerCase(answer));
      for (int i = 0; i + n <= words.size(); i++) {
        distinct.add(words.subList(i, i + n));
        all++;
      }
    }
    return all == 0 ? 0 : (double) distinct.size() / all;
  }
}
