package dev.pare.core.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What has a value. Chains of operators are one node each, so that they run without nesting. */
interface Expression {
  Object evaluate(Scope scope);

  record Literal(Object value) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return value;
    }
  }

  record Name(String name) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return scope.get(name);
    }
  }

  record ListOf(List<Expression> items, boolean tuple) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      List<Object> values = new ArrayList<>();
      for (Expression item : items) {
        scope.rendering().charge(8);
        values.add(scope.value(item));
      }
      return tuple ? new Tuple(values) : values;
    }
  }

  record MapOf(List<Expression> keys, List<Expression> values) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Map<Object, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        scope.rendering().charge(16);
        Object key = scope.value(keys.get(i));
        map.put(Values.key(scope.rendering(), key), scope.value(values.get(i)));
      }
      return map;
    }
  }

  /** {@code a if test else b}. */
  record Conditional(Expression test, Expression then, Expression otherwise) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return scope.value(scope.isTrue(test) ? then : otherwise);
    }
  }

  record Not(Expression operand) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return !scope.isTrue(operand);
    }
  }

  record Signed(boolean negative, Expression operand) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object value = scope.value(operand);
      return Arithmetic.apply(scope.rendering(), negative ? "-" : "+", 0L, value);
    }
  }

  /** {@code a or b or c}: the first that decides, not just whether. */
  record Logic(boolean and, List<Expression> operands) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object value = null;
      for (Expression operand : operands) {
        value = scope.value(operand);
        if (Values.isTrue(value) != and) {
          break;
        }
      }
      return value;
    }
  }

  /** Operators of the same rank, from left to right. */
  record Chain(Expression first, List<String> operators, List<Expression> operands)
      implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object value = scope.value(first);
      for (int i = 0; i < operators.size(); i++) {
        Object operand = scope.value(operands.get(i));
        value = Arithmetic.apply(scope.rendering(), operators.get(i), value, operand);
      }
      return value;
    }
  }

  /** {@code a < b <= c}: each against the next. */
  record Comparison(Expression first, List<String> operators, List<Expression> operands)
      implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object left = scope.value(first);
      for (int i = 0; i < operators.size(); i++) {
        Object right = scope.value(operands.get(i));
        if (!Compare.apply(scope.rendering(), operators.get(i), left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    }
  }

  /** {@code a.b[c](d) | e is f}: what follows a value, step by step. */
  record Steps(Expression first, List<Step> steps) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object value = scope.value(first);
      for (Step step : steps) {
        scope.rendering().charge(1);
        value = step.apply(scope, value);
      }
      return value;
    }
  }
}
