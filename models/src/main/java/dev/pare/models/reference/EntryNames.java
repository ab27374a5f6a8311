package dev.pare.models.reference;

import dev.pare.core.io.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of files that archives and servers list: which may become paths, and which were meant. */
final class EntryNames {
  private static final Pattern SEGMENT = Pattern.compile("[^/\\\\:\\p{Cntrl}]+");
  private static final int SHOWN = 5;

  private EntryNames() {}

  /** Whether a name stays below the folder that it is resolved in, on any system. */
  static boolean isRelative(String name) {
    for (String segment : name.split("/", -1)) {
      if (!isPlain(segment)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a name is one file's, with no folder. */
  static boolean isPlain(String name) {
    return SEGMENT.matcher(name).matches() && !name.equals(".") && !name.equals("..");
  }

  /** The few of {@code names} that are most like {@code wanted}, as text. */
  static String nearest(String wanted, List<String> names) {
    Comparator<String> byDistance =
        Comparator.comparingInt(name -> distance(last(wanted), last(name)));
    return listed(names.stream().sorted(byDistance).limit(SHOWN), names.size());
  }

  /** The first few names as text. */
  static String listed(List<String> names) {
    return listed(names.stream().limit(SHOWN), names.size());
  }

  private static String listed(Stream<String> shown, int all) {
    String text = shown.map(Names::printable).collect(Collectors.joining(", "));
    return all > SHOWN ? text + " and " + (all - SHOWN) + " more" : text;
  }

  private static String last(String name) {
    String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    return plain.substring(plain.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  /** Levenshtein's: how many characters differ. */
  private static int distance(String a, String b) {
    List<Integer> above = new ArrayList<>();
    for (int j = 0; j <= b.length(); j++) {
      above.add(j);
    }
    for (int i = 1; i <= a.length(); i++) {
      List<Integer> row = new ArrayList<>();
      row.add(i);
      for (int j = 1; j <= b.length(); j++) {
        int changed = above.get(j - 1) + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row.add(Math.min(changed, 1 + Math.min(above.get(j), row.get(j - 1))));
      }
      above = row;
    }
    return above.get(b.length());
  }
}
