package dev.pare.core.chat;

import dev.pare.core.PareException;
import java.util.List;

/** What a value is put into. */
interface Target {
  /** Takes a value, into the variables of {@code inner}. */
  void assign(Scope inner, Object value);

  record Variable(String name) implements Target {
    @Override
    public void assign(Scope inner, Object value) {
      inner.set(name, value);
    }
  }

  /** {@code ns.name}. */
  record Attribute(String variable, String name) implements Target {
    @Override
    public void assign(Scope inner, Object value) {
      if (!(inner.get(variable) instanceof Namespace namespace)) {
        throw inner.rendering().fault("\"" + variable + "\" is no namespace, so cannot be changed");
      }
      inner.rendering().charge(16);
      namespace.attributes().put(name, value);
    }
  }

  /** {@code a, b}: an item each. */
  record Unpacked(List<Target> targets) implements Target {
    @Override
    public void assign(Scope inner, Object value) {
      List<Object> items = Values.items(inner.rendering(), value);
      if (items.size() != targets.size()) {
        throw mismatch(inner, items.size());
      }
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(inner, items.get(i));
      }
    }

    private PareException mismatch(Scope inner, int items) {
      return inner.rendering().fault(items + " items do not fit " + targets.size() + " variables");
    }
  }
}
