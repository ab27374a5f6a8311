package dev.pare.core.chat;

import java.util.List;

/** The variable {@code loop}: where a loop is. */
final class Loop {
  private final List<Object> items;
  private int index;
  private List<Object> before;

  Loop(List<Object> items) {
    this.items = items;
  }

  void at(int index) {
    this.index = index;
  }

  Object attribute(String name) {
    return switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "revindex" -> (long) items.size() - index;
      case "revindex0" -> items.size() - index - 1L;
      case "first" -> index == 0;
      case "last" -> index == items.size() - 1;
      case "length" -> (long) items.size();
      case "depth" -> 1L; // of recursive calls, not of loops
      case "depth0" -> 0L;
      case "previtem" ->
          index == 0 ? new Undefined("the item before the first") : items.get(index - 1);
      case "nextitem" ->
          index == items.size() - 1
              ? new Undefined("the item after the last")
              : items.get(index + 1);
      case "cycle" -> (Callable) this::cycle;
      case "changed" -> (Callable) this::changed;
      default -> new Undefined("loop." + name);
    };
  }

  private Object cycle(Call call) {
    if (call.positional().isEmpty()) {
      throw call.fault("loop.cycle is given nothing");
    }
    return call.positional().get(index % call.positional().size());
  }

  private Object changed(Call call) {
    boolean changed = before == null || !Compare.equal(call.rendering(), before, call.positional());
    before = call.positional();
    return changed;
  }
}
