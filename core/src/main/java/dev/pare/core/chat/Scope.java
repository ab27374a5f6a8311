package dev.pare.core.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The variables that a block sees: its own, then those around it. */
final class Scope {
  private final Rendering rendering;
  private final Scope outer;
  private final Map<String, Object> variables = new HashMap<>();

  private Scope(Rendering rendering, Scope outer) {
    this.rendering = rendering;
    this.outer = outer;
  }

  static Scope global(Rendering rendering, Map<String, Object> variables) {
    Scope scope = new Scope(rendering, null);
    scope.variables.putAll(variables);
    return scope;
  }

  Scope inner() {
    rendering.charge(32);
    return new Scope(rendering, this);
  }

  Rendering rendering() {
    return rendering;
  }

  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      rendering.charge(1);
      Object value = scope.variables.get(name);
      if (value != null || scope.variables.containsKey(name)) {
        return value;
      }
    }
    return new Undefined("\"" + name + "\"");
  }

  void set(String name, Object value) {
    variables.put(name, value);
  }

  Object value(Expression expression) {
    rendering.enter();
    Object value = expression.evaluate(this);
    rendering.leave();
    return value;
  }

  boolean isTrue(Expression expression) {
    return Values.isTrue(value(expression));
  }

  /** Runs statements in this scope until one leaves the loop around them. */
  Statement.Flow run(List<Statement> body, StringBuilder out) {
    rendering.enter();
    Statement.Flow flow = Statement.Flow.NEXT;
    for (int i = 0; i < body.size() && flow == Statement.Flow.NEXT; i++) {
      rendering.charge(1);
      flow = body.get(i).run(this, out);
    }
    rendering.leave();
    return flow;
  }

  /** What statements print, in a scope of their own. */
  String text(List<Statement> body) {
    StringBuilder text = new StringBuilder();
    inner().run(body, text);
    return text.toString();
  }
}
