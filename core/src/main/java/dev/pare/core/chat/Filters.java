package dev.pare.core.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** {@code value | filter}: Jinja's own, as far as chat templates use them. */
final class Filters {
  /** One filter. */
  interface Filter {
    Object apply(Call call, Object value);
  }

  private static final Map<String, Filter> FILTERS = new LinkedHashMap<>();

  static {
    FILTERS.put("trim", Filters::trim);
    FILTERS.put("lower", text(text -> text.toLowerCase(Locale.ROOT)));
    FILTERS.put("upper", text(text -> text.toUpperCase(Locale.ROOT)));
    FILTERS.put("title", text(Cases::titleFilter));
    FILTERS.put("capitalize", text(Cases::capitalize));
    FILTERS.put("string", text(text -> text));
    FILTERS.put("safe", text(text -> text));
    FILTERS.put("escape", Filters::escape);
    FILTERS.put("e", Filters::escape);
    FILTERS.put("replace", Filters::replace);
    FILTERS.put("indent", Filters::indent);
    FILTERS.put("format", Filters::format);
    FILTERS.put("length", Filters::length);
    FILTERS.put("count", Filters::length);
    FILTERS.put("default", Filters::otherwise);
    FILTERS.put("d", Filters::otherwise);
    FILTERS.put("int", Numbers::toInteger);
    FILTERS.put("float", Numbers::toFloat);
    FILTERS.put("abs", Numbers::absolute);
    FILTERS.put("round", Numbers::rounded);
    FILTERS.put("tojson", JsonText::of);
    FILTERS.put("items", Filters::items);
    FILTERS.put("list", (call, value) -> copy(call, value));
    FILTERS.put("reverse", Filters::reverse);
    FILTERS.put("first", (call, value) -> end(call, value, true));
    FILTERS.put("last", (call, value) -> end(call, value, false));
    ListFilters.addTo(FILTERS);
  }

  private Filters() {}

  /** The filter of that name, or null. */
  static Filter find(String name) {
    return FILTERS.get(name);
  }

  /** The filter of that name, or what says that there is none: it may never be reached. */
  static Filter orMissing(String name) {
    Filter filter = find(name);
    return filter != null
        ? filter
        : (call, value) -> {
          throw call.fault("there is no filter \"" + name + "\"");
        };
  }

  private static Filter text(UnaryOperator<String> change) {
    return (call, value) -> {
      call.bind();
      String text = PlainText.of(call.rendering(), value);
      call.charge(text.length());
      return change.apply(text);
    };
  }

  private static Object trim(Call call, Object value) {
    String text = PlainText.of(call.rendering(), value);
    call.charge(text.length());
    return StringMethods.stripped(call, text, call.bind("chars?")[0], true, true);
  }

  private static Object escape(Call call, Object value) {
    call.bind();
    StringBuilder made = new StringBuilder();
    String text = PlainText.of(call.rendering(), value);
    for (int i = 0; i < text.length(); i++) {
      int special = "&<>'\"".indexOf(text.charAt(i));
      String[] names = {"&amp;", "&lt;", "&gt;", "&#39;", "&#34;"};
      call.rendering().append(made, special < 0 ? text.substring(i, i + 1) : names[special]);
    }
    return made.toString();
  }

  private static Object replace(Call call, Object value) {
    Object[] given = call.bind("old", "new", "count?");
    Rendering rendering = call.rendering();
    int count = given[2] == null ? -1 : call.integer(given[2], -1);
    return TextSearch.replace(
        rendering,
        PlainText.of(rendering, value),
        PlainText.of(rendering, given[0]),
        PlainText.of(rendering, given[1]),
        count < 0 ? Integer.MAX_VALUE : count);
  }

  private static Object indent(Call call, Object value) {
    Object[] given = call.bind("width?", "first?", "blank?");
    String margin =
        given[0] instanceof String text ? text : margin(call, call.integer(given[0], 4));
    boolean blank = call.truth(given[2], false);
    StringBuilder made = new StringBuilder();
    String[] lines = PlainText.of(call.rendering(), value).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      boolean indented = i == 0 ? call.truth(given[1], false) : blank || !lines[i].isEmpty();
      call.rendering().append(made, (i == 0 ? "" : "\n") + (indented ? margin : ""));
      call.rendering().append(made, lines[i]);
    }
    return made.toString();
  }

  private static String margin(Call call, int width) {
    call.charge(Math.max(0, width));
    return " ".repeat(Math.max(0, width));
  }

  private static Object format(Call call, Object value) {
    String format = PlainText.of(call.rendering(), value);
    return Formats.percent(call.rendering(), format, call.positional());
  }

  private static Object length(Call call, Object value) {
    call.bind();
    int length = Values.length(value);
    if (length < 0) {
      throw call.fault(Values.kind(value) + " has no length");
    }
    call.charge(value instanceof String ? length / 8 : 1);
    return (long) length;
  }

  private static Object otherwise(Call call, Object value) {
    Object[] given = call.bind("default_value?", "boolean?");
    Object otherwise = given[0] == Call.ABSENT ? "" : given[0];
    boolean absent =
        value instanceof Undefined || (call.truth(given[1], false) && !Values.isTrue(value));
    return absent ? otherwise : value;
  }

  private static Object items(Call call, Object value) {
    call.bind();
    if (value instanceof Undefined) {
      return List.of();
    }
    if (value instanceof Map<?, ?> map) {
      return Members.pairs(call, map);
    }
    throw call.fault("items takes a map, not " + Values.kind(value));
  }

  private static List<Object> copy(Call call, Object value) {
    call.bind();
    List<Object> items = Values.items(call.rendering(), value);
    call.charge(8L * items.size());
    return new ArrayList<>(items);
  }

  private static Object reverse(Call call, Object value) {
    if (value instanceof String) {
      return Slices.of(call.rendering(), value, null, null, -1L);
    }
    List<Object> items = copy(call, value);
    Collections.reverse(items);
    return items;
  }

  private static Object end(Call call, Object value, boolean first) {
    call.bind();
    List<Object> items = Values.items(call.rendering(), value);
    if (items.isEmpty()) {
      return new Undefined((first ? "the first" : "the last") + " of nothing");
    }
    return items.get(first ? 0 : items.size() - 1);
  }
}
