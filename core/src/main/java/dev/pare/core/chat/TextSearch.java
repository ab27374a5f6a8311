package dev.pare.core.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Finding and replacing parts of text, paid for before it is done: the worst text makes a search
 * compare every character of the part at every position.
 */
final class TextSearch {
  private TextSearch() {}

  /** The first position from {@code from} on where {@code part} stands, or −1. */
  static int find(Rendering rendering, String text, String part, int from) {
    charge(rendering, text, part, from);
    return text.indexOf(part, from);
  }

  private static void charge(Rendering rendering, String text, String part, int from) {
    rendering.charge(1 + (text.length() - from) / 4L * (1 + part.length() / 16L));
  }

  /** Every place of {@code part}, at most {@code max}, none overlapping. */
  static List<Integer> places(Rendering rendering, String text, String part, long max) {
    List<Integer> places = new ArrayList<>();
    charge(rendering, text, part, 0);
    int at = text.indexOf(part);
    while (at >= 0 && places.size() < max) {
      rendering.charge(8);
      places.add(at);
      at = text.indexOf(part, at + part.length());
    }
    return places;
  }

  /** The same from the end, in rising order. */
  static List<Integer> lastPlaces(Rendering rendering, String text, String part, long max) {
    List<Integer> places = new ArrayList<>();
    charge(rendering, text, part, 0);
    int at = text.lastIndexOf(part);
    while (at >= 0 && places.size() < max) {
      rendering.charge(8);
      places.add(at);
      at = at < part.length() ? -1 : text.lastIndexOf(part, at - part.length());
    }
    Collections.reverse(places);
    return places;
  }

  /** The first {@code max} places of a part replaced; an empty part stands between characters. */
  static String replace(Rendering rendering, String text, String part, String by, long max) {
    List<Integer> places =
        part.isEmpty() ? gaps(rendering, text, max) : places(rendering, text, part, max);
    rendering.charge(text.length() + (long) places.size() * by.length());
    StringBuilder made = new StringBuilder();
    int done = 0;
    for (int place : places) {
      made.append(text, done, place).append(by);
      done = place + part.length();
    }
    return made.append(text, done, text.length()).toString();
  }

  private static List<Integer> gaps(Rendering rendering, String text, long max) {
    List<Integer> gaps = new ArrayList<>();
    rendering.charge(8L * text.length() + 8);
    for (int i = 0; i <= text.length() && gaps.size() < max; i++) {
      boolean inside =
          i > 0
              && i < text.length()
              && Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i));
      if (!inside) {
        gaps.add(i);
      }
    }
    return gaps;
  }
}
