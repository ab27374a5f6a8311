package dev.pare.core.chat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** The methods of Python's {@code str} that templates call. */
final class StringMethods {
  /** A method of a text. */
  private interface Method {
    Object apply(Call call, String text);
  }

  private static final long ALL = Integer.MAX_VALUE;

  private static final Map<String, Method> METHODS =
      Map.ofEntries(
          Map.entry("strip", (call, text) -> strip(call, text, true, true)),
          Map.entry("lstrip", (call, text) -> strip(call, text, true, false)),
          Map.entry("rstrip", (call, text) -> strip(call, text, false, true)),
          Map.entry("split", (call, text) -> split(call, text, false)),
          Map.entry("rsplit", (call, text) -> split(call, text, true)),
          Map.entry("splitlines", StringMethods::lines),
          Map.entry("startswith", (call, text) -> edge(call, text, true)),
          Map.entry("endswith", (call, text) -> edge(call, text, false)),
          Map.entry("lower", plain(text -> text.toLowerCase(Locale.ROOT))),
          Map.entry("upper", plain(text -> text.toUpperCase(Locale.ROOT))),
          Map.entry("title", plain(Cases::title)),
          Map.entry("capitalize", plain(Cases::capitalize)),
          Map.entry("swapcase", plain(Cases::swap)),
          Map.entry("replace", StringMethods::replace),
          Map.entry("find", (call, text) -> find(call, text, false)),
          Map.entry("rfind", (call, text) -> find(call, text, true)),
          Map.entry("index", StringMethods::index),
          Map.entry("count", StringMethods::count),
          Map.entry("join", StringMethods::join),
          Map.entry("format", Formats::braces),
          Map.entry("removeprefix", (call, text) -> remove(call, text, true)),
          Map.entry("removesuffix", (call, text) -> remove(call, text, false)),
          Map.entry("partition", (call, text) -> partition(call, text, false)),
          Map.entry("rpartition", (call, text) -> partition(call, text, true)),
          Map.entry("zfill", StringMethods::zeroFill),
          Map.entry("isdigit", all(Character::isDigit)),
          Map.entry("isalpha", all(Character::isLetter)),
          Map.entry("isalnum", all(Character::isLetterOrDigit)),
          Map.entry("isspace", all(Blanks::isBlank)),
          Map.entry("isupper", plain(text -> Cases.isAll(text, true))),
          Map.entry("islower", plain(text -> Cases.isAll(text, false))));

  private StringMethods() {}

  /** The method bound to a text, or null where there is none of that name. */
  static Callable of(String text, String name) {
    Method method = METHODS.get(name);
    return method == null
        ? null
        : call -> {
          call.charge(text.length());
          return method.apply(call, text);
        };
  }

  private static Method plain(Function<String, Object> change) {
    return (call, text) -> {
      call.bind();
      Object made = change.apply(text);
      call.charge(text.length());
      return made;
    };
  }

  private static Method all(IntPredicate test) {
    return plain(text -> !text.isEmpty() && text.codePoints().allMatch(test));
  }

  private static String strip(Call call, String text, boolean left, boolean right) {
    return call.made(stripped(call, text, call.bind("chars?")[0], left, right));
  }

  /**
   * @param chars what to take off, white space where absent or none
   */
  static String stripped(Call call, String text, Object chars, boolean left, boolean right) {
    String set = chars == Call.ABSENT || chars == null ? null : call.text(chars);
    call.charge(set == null ? 0 : (text.length() + 1L) * (1 + set.length() / 16L));
    IntPredicate taken = set == null ? Blanks::isBlank : c -> set.indexOf(c) >= 0;
    int from = 0;
    int to = text.length();
    while (left && from < to && taken.test(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && to > from && taken.test(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static List<Object> split(Call call, String text, boolean fromEnd) {
    Object[] given = call.bind("sep?", "maxsplit?");
    int asked = call.integer(given[1], -1);
    long max = asked < 0 ? ALL : asked;
    if (given[0] == Call.ABSENT || given[0] == null) {
      return Splits.atBlanks(call, text, max, fromEnd);
    }
    String separator = call.text(given[0]);
    if (separator.isEmpty()) {
      throw call.fault("split is given an empty separator");
    }
    return Splits.at(call, text, separator, max, fromEnd);
  }

  private static List<Object> lines(Call call, String text) {
    return Splits.lines(call, text, call.truth(call.bind("keepends?")[0], false));
  }

  private static boolean edge(Call call, String text, boolean start) {
    Object[] given = call.bind("part", "start?", "end?");
    String within = text;
    if (given[1] != Call.ABSENT || given[2] != Call.ABSENT) {
      Object from = given[1] == Call.ABSENT ? null : given[1];
      Object to = given[2] == Call.ABSENT ? null : given[2];
      within = (String) Slices.of(call.rendering(), text, from, to, null);
    }
    List<?> parts = given[0] instanceof Tuple tuple ? tuple : List.of(call.text(given[0]));
    for (Object part : parts) {
      String edge = call.text(part);
      call.charge(1 + edge.length() / 16);
      if (start ? within.startsWith(edge) : within.endsWith(edge)) {
        return true;
      }
    }
    return false;
  }

  private static String replace(Call call, String text) {
    Object[] given = call.bind("old", "new", "count?");
    int count = call.integer(given[2], -1);
    return TextSearch.replace(
        call.rendering(), text, call.text(given[0]), call.text(given[1]), count < 0 ? ALL : count);
  }

  private static long find(Call call, String text, boolean last) {
    String part = call.text(call.bind("sub")[0]);
    int at = TextSearch.find(call.rendering(), text, part, 0);
    if (at >= 0 && last) {
      at = text.lastIndexOf(part);
    }
    return at < 0 ? -1 : text.codePointCount(0, at);
  }

  private static long index(Call call, String text) {
    long at = find(call, text, false);
    if (at < 0) {
      throw call.fault("index: the text does not hold that part");
    }
    return at;
  }

  private static long count(Call call, String text) {
    String part = call.text(call.bind("sub")[0]);
    return part.isEmpty()
        ? Values.length(text) + 1L
        : TextSearch.places(call.rendering(), text, part, ALL).size();
  }

  private static String join(Call call, String text) {
    StringBuilder made = new StringBuilder();
    String between = "";
    for (Object item : Values.items(call.rendering(), call.bind("iterable")[0])) {
      call.rendering().append(made, between);
      call.rendering().append(made, call.text(item));
      between = text;
    }
    return made.toString();
  }

  private static String remove(Call call, String text, boolean start) {
    String edge = call.text(call.bind("part")[0]);
    if (start) {
      return call.made(text.startsWith(edge) ? text.substring(edge.length()) : text);
    }
    return call.made(text.endsWith(edge) ? text.substring(0, text.length() - edge.length()) : text);
  }

  private static Tuple partition(Call call, String text, boolean last) {
    String part = call.text(call.bind("sep")[0]);
    if (part.isEmpty()) {
      throw call.fault("partition is given an empty separator");
    }
    List<Integer> places =
        last
            ? TextSearch.lastPlaces(call.rendering(), text, part, 1)
            : TextSearch.places(call.rendering(), text, part, 1);
    if (places.isEmpty()) {
      return last ? Tuple.of("", "", text) : Tuple.of(text, "", "");
    }
    int at = places.get(0);
    return Tuple.of(text.substring(0, at), part, text.substring(at + part.length()));
  }

  private static String zeroFill(Call call, String text) {
    int missing = call.integer(call.bind("width")[0], 0) - Values.length(text);
    call.charge(Math.max(0, missing));
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String zeros = "0".repeat(Math.max(0, missing));
    return signed ? text.charAt(0) + zeros + text.substring(1) : zeros + text;
  }
}
