package dev.pare.core.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is done to a value: a member, a slice, a call, a filter, a test. */
interface Step {
  Object apply(Scope scope, Object value);

  record Attribute(String name) implements Step {
    @Override
    public Object apply(Scope scope, Object value) {
      return Members.attribute(scope.rendering(), value, name);
    }
  }

  record Item(Expression key) implements Step {
    @Override
    public Object apply(Scope scope, Object value) {
      return Members.item(scope.rendering(), value, scope.value(key));
    }
  }

  /** Bounds that are not given are null. */
  record Slice(Expression start, Expression stop, Expression step) implements Step {
    @Override
    public Object apply(Scope scope, Object value) {
      return Slices.of(
          scope.rendering(), value, bound(scope, start), bound(scope, stop), bound(scope, step));
    }

    private static Object bound(Scope scope, Expression bound) {
      return bound == null ? null : scope.value(bound);
    }
  }

  /** Arguments as written. */
  record Arguments(List<Expression> positional, Map<String, Expression> named) {
    Call call(Scope scope, String name) {
      List<Object> values = new ArrayList<>();
      for (Expression argument : positional) {
        values.add(scope.value(argument));
      }
      Map<String, Object> byName = new LinkedHashMap<>();
      named.forEach((key, argument) -> byName.put(key, scope.value(argument)));
      return new Call(scope.rendering(), name, values, byName);
    }
  }

  /**
   * @param name what is called, as far as the source tells
   */
  record Invocation(String name, Arguments arguments) implements Step {
    @Override
    public Object apply(Scope scope, Object value) {
      Rendering rendering = scope.rendering();
      if (value instanceof Callable callable) {
        Call call = arguments.call(scope, name);
        int line = rendering.line();
        rendering.enter();
        Object result = callable.call(call);
        rendering.leave();
        rendering.at(line); // a macro has lines of its own
        return result;
      }
      throw rendering.fault(
          value instanceof Undefined undefined
              ? undefined.what() + " is undefined and cannot be called"
              : name + " is " + Values.kind(value) + " and cannot be called");
    }
  }

  record Filtered(String name, Filters.Filter filter, Arguments arguments) implements Step {
    @Override
    public Object apply(Scope scope, Object value) {
      return filter.apply(arguments.call(scope, "filter " + name), value);
    }
  }

  record Tested(String name, Tests.Test test, Arguments arguments, boolean negated)
      implements Step {
    @Override
    public Object apply(Scope scope, Object value) {
      return test.test(arguments.call(scope, "test " + name), value) != negated;
    }
  }
}
