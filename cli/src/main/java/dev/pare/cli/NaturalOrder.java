package dev.pare.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Orders names as people count: layers.2 before layers.10. */
final class NaturalOrder {
  private static final Pattern PART = Pattern.compile("\\d+|\\D+");

  private NaturalOrder() {}

  static int compare(String a, String b) {
    Matcher left = PART.matcher(a);
    Matcher right = PART.matcher(b);
    while (true) {
      boolean more = left.find();
      if (!right.find()) {
        return more ? 1 : 0;
      }
      if (!more) {
        return -1;
      }
      int order = compareParts(left.group(), right.group());
      if (order != 0) {
        return order;
      }
    }
  }

  private static int compareParts(String a, String b) {
    boolean numbers = Character.isDigit(a.charAt(0)) && Character.isDigit(b.charAt(0));
    if (numbers && a.length() != b.length()) {
      return Integer.compare(a.length(), b.length());
    }
    return a.compareTo(b);
  }
}
