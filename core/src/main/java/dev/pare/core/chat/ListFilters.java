package dev.pare.core.chat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The filters that go through the items of a list. */
final class ListFilters {
  private ListFilters() {}

  static void addTo(Map<String, Filters.Filter> filters) {
    filters.put("join", ListFilters::join);
    filters.put("map", ListFilters::map);
    filters.put("select", (call, value) -> choose(call, value, false, true));
    filters.put("reject", (call, value) -> choose(call, value, false, false));
    filters.put("selectattr", (call, value) -> choose(call, value, true, true));
    filters.put("rejectattr", (call, value) -> choose(call, value, true, false));
    filters.put("sort", ListFilters::sort);
    filters.put("dictsort", ListFilters::sortMap);
    filters.put("unique", ListFilters::unique);
    filters.put("min", (call, value) -> extreme(call, value, -1));
    filters.put("max", (call, value) -> extreme(call, value, 1));
    filters.put("sum", ListFilters::sum);
  }

  private static Object join(Call call, Object value) {
    Object[] given = call.bind("d?", "attribute?");
    Rendering rendering = call.rendering();
    String separator = given[0] == Call.ABSENT ? "" : PlainText.of(rendering, given[0]);
    UnaryOperator<Object> member = member(call, given[1]);
    StringBuilder made = new StringBuilder();
    String between = "";
    for (Object item : Values.items(rendering, value)) {
      rendering.append(made, between);
      rendering.append(made, PlainText.of(rendering, member.apply(item)));
      between = separator;
    }
    return made.toString();
  }

  /** What takes a member, such as {@code "a.b"} or {@code 0}, of an item. */
  private static UnaryOperator<Object> member(Call call, Object attribute) {
    if (attribute == Call.ABSENT || attribute == null) {
      return item -> item;
    }
    if (!(attribute instanceof String path)) {
      return item -> Members.item(call.rendering(), item, attribute);
    }
    String[] names = path.split("\\.", -1);
    return item -> {
      Object at = item;
      for (String name : names) {
        boolean index =
            !name.isEmpty() && name.length() < 10 && name.chars().allMatch(Character::isDigit);
        Object key = index ? (Object) Long.valueOf(name) : name;
        at = Members.item(call.rendering(), at, key);
      }
      return at;
    };
  }

  private static Object map(Call call, Object value) {
    List<Object> made = new ArrayList<>();
    UnaryOperator<Object> change = change(call);
    for (Object item : itemsOrNone(call, value)) {
      call.charge(8);
      made.add(change.apply(item));
    }
    return made;
  }

  /** These filters take whatever is false, none above all, for an empty list. */
  private static List<Object> itemsOrNone(Call call, Object value) {
    return Values.isTrue(value) ? Values.items(call.rendering(), value) : List.of();
  }

  private static UnaryOperator<Object> change(Call call) {
    if (call.positional().isEmpty()) {
      Object[] given = call.bind("attribute", "default?");
      UnaryOperator<Object> member = member(call, given[0]);
      return item -> {
        Object found = member.apply(item);
        return found instanceof Undefined && given[1] != Call.ABSENT ? given[1] : found;
      };
    }
    String name = call.text(call.positional().get(0));
    Filters.Filter filter = Filters.orMissing(name);
    Call inner = rest(call, 1, "filter " + name);
    return item -> {
      call.rendering().enter(); // map may map map
      Object made = filter.apply(inner, item);
      call.rendering().leave();
      return made;
    };
  }

  private static Call rest(Call call, int from, String name) {
    List<Object> rest = call.positional().subList(from, call.positional().size());
    return new Call(call.rendering(), name, rest, call.named());
  }

  private static Object choose(Call call, Object value, boolean byMember, boolean kept) {
    int own = byMember ? 1 : 0;
    if (call.positional().size() < own) {
      throw call.fault(call.name() + " misses its attribute");
    }
    UnaryOperator<Object> member = byMember ? member(call, call.positional().get(0)) : item -> item;
    Tests.Test test = (inner, item) -> Values.isTrue(item);
    Call inner = call;
    if (call.positional().size() > own) {
      String name = call.text(call.positional().get(own));
      test = Tests.orMissing(name);
      inner = rest(call, own + 1, "test " + name);
    }
    List<Object> chosen = new ArrayList<>();
    for (Object item : itemsOrNone(call, value)) {
      call.charge(8);
      if (test.test(inner, member.apply(item)) == kept) {
        chosen.add(item);
      }
    }
    return chosen;
  }

  private static Object folded(Object value, boolean caseSensitive) {
    return value instanceof String text && !caseSensitive ? text.toLowerCase(Locale.ROOT) : value;
  }

  private static Comparator<Object> order(Call call, UnaryOperator<Object> key, boolean cased) {
    return (a, b) ->
        Compare.order(call.rendering(), folded(key.apply(a), cased), folded(key.apply(b), cased));
  }

  private static Object sort(Call call, Object value) {
    Object[] given = call.bind("reverse?", "case_sensitive?", "attribute?");
    UnaryOperator<Object> member = member(call, given[2]);
    Comparator<Object> order = order(call, member, call.truth(given[1], false));
    return sorted(call, Values.items(call.rendering(), value), order, given[0]);
  }

  private static List<Object> sorted(
      Call call, List<Object> items, Comparator<Object> order, Object reverse) {
    call.charge(8L * items.size());
    List<Object> sorted = new ArrayList<>(items);
    sorted.sort(call.truth(reverse, false) ? order.reversed() : order);
    return sorted;
  }

  private static Object sortMap(Call call, Object value) {
    Object[] given = call.bind("case_sensitive?", "by?", "reverse?");
    if (!(value instanceof Map<?, ?> map)) {
      throw call.fault("dictsort takes a map, not " + Values.kind(value));
    }
    String by = call.text(given[1], "key");
    if (!by.equals("key") && !by.equals("value")) {
      throw call.fault("dictsort sorts by \"key\" or \"value\"");
    }
    UnaryOperator<Object> key = pair -> ((Tuple) pair).get(by.equals("key") ? 0 : 1);
    Comparator<Object> order = order(call, key, call.truth(given[0], false));
    return sorted(call, Members.pairs(call, map), order, given[2]);
  }

  private static Object unique(Call call, Object value) {
    Object[] given = call.bind("case_sensitive?", "attribute?");
    boolean cased = call.truth(given[0], false);
    UnaryOperator<Object> member = member(call, given[1]);
    List<Object> seen = new ArrayList<>();
    List<Object> unique = new ArrayList<>();
    for (Object item : Values.items(call.rendering(), value)) {
      Object key = folded(member.apply(item), cased);
      if (!Compare.contains(call.rendering(), seen, key)) {
        call.charge(16);
        seen.add(key);
        unique.add(item);
      }
    }
    return unique;
  }

  private static Object extreme(Call call, Object value, int sign) {
    Object[] given = call.bind("case_sensitive?", "attribute?");
    UnaryOperator<Object> member = member(call, given[1]);
    Comparator<Object> order = order(call, member, call.truth(given[0], false));
    Object best = new Undefined("the " + (sign < 0 ? "smallest" : "largest") + " of nothing");
    for (Object item : Values.items(call.rendering(), value)) {
      if (best instanceof Undefined || order.compare(item, best) * sign > 0) {
        best = item;
      }
    }
    return best;
  }

  private static Object sum(Call call, Object value) {
    Object[] given = call.bind("attribute?", "start?");
    UnaryOperator<Object> member = member(call, given[0]);
    Object sum = given[1] == Call.ABSENT ? (Object) 0L : given[1];
    for (Object item : Values.items(call.rendering(), value)) {
      sum = Arithmetic.apply(call.rendering(), "+", sum, member.apply(item));
    }
    return sum;
  }
}
