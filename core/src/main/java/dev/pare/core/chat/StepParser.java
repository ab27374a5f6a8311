package dev.pare.core.chat;

import dev.pare.core.chat.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What follows a value: members, items, calls; then filters and tests. */
final class StepParser {
  private static final Step.Arguments NONE = new Step.Arguments(List.of(), Map.of());

  /** Names that go on with the expression rather than being a test's argument. */
  private static final Set<String> NO_ARGUMENT = Set.of("else", "or", "and", "if", "in", "not");

  private final TokenReader tokens;
  private final ExpressionParser expressions;

  StepParser(TokenReader tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  void members(List<Step> steps) {
    while (true) {
      if (tokens.skipOperator(".")) {
        steps.add(afterDot());
      } else if (tokens.isOperator("[")) {
        steps.add(item());
      } else if (tokens.isOperator("(")) {
        steps.add(call(steps));
      } else {
        return;
      }
    }
  }

  private Step afterDot() {
    Token token = tokens.peek();
    if (token.kind() == Kind.NUMBER && token.value() instanceof Long) {
      return new Step.Item(new Expression.Literal(tokens.next().value()));
    }
    return new Step.Attribute(tokens.name());
  }

  private Step call(List<Step> before) {
    Step last = before.isEmpty() ? null : before.get(before.size() - 1);
    String name = last instanceof Step.Attribute attribute ? attribute.name() : "what is called";
    return new Step.Invocation(name, arguments());
  }

  private Step item() {
    tokens.expectOperator("[");
    Expression[] bounds = new Expression[3];
    int colons = 0;
    while (!tokens.isOperator("]")) {
      if (tokens.skipOperator(":")) {
        if (++colons > 2) {
          throw tokens.error("a slice has more than three parts");
        }
      } else if (bounds[colons] == null) {
        bounds[colons] = expressions.expression();
      } else {
        throw tokens.expected("]");
      }
    }
    tokens.next();
    if (colons > 0) {
      return new Step.Slice(bounds[0], bounds[1], bounds[2]);
    }
    if (bounds[0] == null) {
      throw tokens.error("expected an item between [ and ]");
    }
    return new Step.Item(bounds[0]);
  }

  Step.Arguments arguments() {
    tokens.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    while (!tokens.skipOperator(")")) {
      if (tokens.peek().kind() == Kind.NAME && tokens.second().is(Kind.OPERATOR, "=")) {
        String name = tokens.name();
        tokens.next();
        if (named.put(name, expressions.expression()) != null) {
          throw tokens.error("the argument " + name + " is given twice");
        }
      } else if (named.isEmpty()) {
        positional.add(expressions.expression());
      } else {
        throw tokens.error("an argument without a name stands after one with a name");
      }
      if (!tokens.isOperator(")")) {
        tokens.expectOperator(",");
      }
    }
    return new Step.Arguments(positional, named);
  }

  void filters(List<Step> steps) {
    while (true) {
      if (tokens.skipOperator("|")) {
        steps.add(filter());
      } else if (tokens.skipName("is")) {
        steps.add(test());
      } else if (tokens.isOperator("(")) {
        steps.add(call(steps));
      } else {
        return;
      }
    }
  }

  /** A filter whose bar, if any, has been read. */
  Step filter() {
    String name = tokens.name();
    Filters.Filter filter = Filters.orMissing(name);
    return new Step.Filtered(name, filter, tokens.isOperator("(") ? arguments() : NONE);
  }

  private Step test() {
    boolean negated = tokens.skipName("not");
    String name = tokens.name();
    Tests.Test test = Tests.orMissing(name);
    Step.Arguments arguments = NONE;
    if (tokens.isOperator("(")) {
      arguments = arguments();
    } else if (beginsArgument()) {
      arguments = new Step.Arguments(List.of(expressions.member()), Map.of());
    }
    return new Step.Tested(name, test, arguments, negated);
  }

  private boolean beginsArgument() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case NAME -> !NO_ARGUMENT.contains(token.text()) && !token.text().equals("is");
      case STRING, NUMBER -> true;
      case OPERATOR -> token.text().equals("[") || token.text().equals("{");
      default -> false;
    };
  }
}
