package dev.pare.core.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a template does. */
interface Statement {
  /** How a statement ends: as usual, or by leaving the loop around it. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  Flow run(Scope scope, StringBuilder out);

  record Text(String text) implements Statement {
    @Override
    public Flow run(Scope scope, StringBuilder out) {
      scope.rendering().append(out, text);
      return Flow.NEXT;
    }
  }

  record Output(int line, Expression value) implements Statement {
    @Override
    public Flow run(Scope scope, StringBuilder out) {
      Rendering rendering = scope.rendering();
      rendering.at(line);
      rendering.append(out, PlainText.of(rendering, scope.value(value)));
      return Flow.NEXT;
    }
  }

  record Leave(Flow flow) implements Statement {
    @Override
    public Flow run(Scope scope, StringBuilder out) {
      return flow;
    }
  }

  record Branch(int line, Expression test, List<Statement> body) {}

  /** The first branch whose test holds, or the last resort. */
  record If(List<Branch> branches, List<Statement> otherwise) implements Statement {
    @Override
    public Flow run(Scope scope, StringBuilder out) {
      for (Branch branch : branches) {
        scope.rendering().at(branch.line());
        if (scope.isTrue(branch.test())) {
          return scope.run(branch.body(), out);
        }
      }
      return scope.run(otherwise, out);
    }
  }

  /**
   * @param filter which items to take, null for all
   * @param otherwise what runs where there are none
   */
  record For(
      int line,
      Target target,
      Expression iterable,
      Expression filter,
      List<Statement> body,
      List<Statement> otherwise)
      implements Statement {
    @Override
    public Flow run(Scope scope, StringBuilder out) {
      scope.rendering().at(line);
      List<Object> items = items(scope);
      if (items.isEmpty()) {
        return scope.inner().run(otherwise, out);
      }
      Loop loop = new Loop(items);
      for (int i = 0; i < items.size(); i++) {
        scope.rendering().charge(8);
        loop.at(i);
        Scope inner = scope.inner();
        inner.set("loop", loop);
        target.assign(inner, items.get(i));
        if (inner.run(body, out) == Flow.BREAK) {
          break;
        }
      }
      return Flow.NEXT;
    }

    private List<Object> items(Scope scope) {
      List<Object> all = Values.items(scope.rendering(), scope.value(iterable));
      if (filter == null) {
        return all;
      }
      List<Object> taken = new ArrayList<>();
      for (Object item : all) {
        scope.rendering().charge(8);
        Scope inner = scope.inner();
        target.assign(inner, item);
        if (inner.isTrue(filter)) {
          taken.add(item);
        }
      }
      return taken;
    }
  }

  record Assign(int line, Target target, Expression value) implements Statement {
    @Override
    public Flow run(Scope scope, StringBuilder out) {
      scope.rendering().at(line);
      target.assign(scope, scope.value(value));
      return Flow.NEXT;
    }
  }

  /** {@code {% set x %}…{% endset %}}: what the body prints, through filters. */
  record AssignBlock(int line, Target target, List<Step> filters, List<Statement> body)
      implements Statement {
    @Override
    public Flow run(Scope scope, StringBuilder out) {
      Object value = scope.text(body);
      scope.rendering().at(line);
      for (Step filter : filters) {
        value = filter.apply(scope, value);
      }
      target.assign(scope, value);
      return Flow.NEXT;
    }
  }

  /** {@code {% filter f %}…{% endfilter %}}; without filters, a block with its own variables. */
  record FilterBlock(int line, List<Step> filters, List<Statement> body) implements Statement {
    @Override
    public Flow run(Scope scope, StringBuilder out) {
      Object value = scope.text(body);
      scope.rendering().at(line);
      for (Step filter : filters) {
        value = filter.apply(scope, value);
      }
      scope.rendering().append(out, PlainText.of(scope.rendering(), value));
      return Flow.NEXT;
    }
  }

  record With(int line, List<Target> targets, List<Expression> values, List<Statement> body)
      implements Statement {
    @Override
    public Flow run(Scope scope, StringBuilder out) {
      scope.rendering().at(line);
      Scope inner = scope.inner();
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(inner, scope.value(values.get(i)));
      }
      return inner.run(body, out);
    }
  }

  record Define(
      String name, List<String> parameters, Map<String, Expression> defaults, List<Statement> body)
      implements Statement {
    Macro in(Scope scope) {
      return new Macro(name, parameters, defaults, body, scope);
    }

    @Override
    public Flow run(Scope scope, StringBuilder out) {
      scope.set(name, in(scope));
      return Flow.NEXT;
    }
  }

  /** {@code {% call(a) macro(x) %}…{% endcall %}}: the body is {@code caller(a)} in the macro. */
  record CallBlock(int line, Expression macro, Step.Arguments arguments, Define body)
      implements Statement {
    @Override
    public Flow run(Scope scope, StringBuilder out) {
      Rendering rendering = scope.rendering();
      rendering.at(line);
      if (!(scope.value(macro) instanceof Macro called)) {
        throw rendering.fault("a call block calls what is no macro");
      }
      rendering.enter();
      Object text = called.call(arguments.call(scope, called.name()), body.in(scope));
      rendering.leave();
      rendering.append(out, PlainText.of(rendering, text));
      return Flow.NEXT;
    }
  }
}
