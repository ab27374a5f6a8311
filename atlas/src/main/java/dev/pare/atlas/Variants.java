package dev.pare.atlas;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Wordings written as one: {@code [a|b|]} in a text stands for each of its alternatives, the empty
 * one too, and several multiply. They do not nest.
 */
final class Variants {
  private static final Pattern CHOICE = Pattern.compile("\\[([^\\[\\]]*)]");

  private Variants() {}

  /**
   * All that the texts stand for, in order, without the blanks that an empty alternative leaves.
   */
  static List<String> of(List<String> texts) {
    return texts.stream()
        .flatMap(Variants::of)
        .map(text -> text.replaceAll(" +", " ").strip())
        .toList();
  }

  private static Stream<String> of(String text) {
    Matcher choice = CHOICE.matcher(text);
    if (!choice.find()) {
      return Stream.of(text);
    }
    String before = text.substring(0, choice.start());
    String after = text.substring(choice.end());
    return Stream.of(choice.group(1).split("\\|", -1))
        .flatMap(alternative -> of(before + alternative + after));
  }
}
