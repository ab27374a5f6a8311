package dev.pare.core.chat;

import dev.pare.core.chat.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Jinja's expressions, loosest first: {@code a if b else c}, or, and, not, comparisons, {@code +
 * -}, {@code ~}, {@code * / // %}, {@code **}, signs, and what follows a value.
 */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final TokenReader tokens;
  private final StepParser steps;

  ExpressionParser(TokenReader tokens) {
    this.tokens = tokens;
    steps = new StepParser(tokens, this);
  }

  /** One level of operators. */
  private interface Level {
    Expression parse();
  }

  Expression expression() {
    tokens.enter();
    Expression value = conditional();
    tokens.leave();
    return value;
  }

  private Expression conditional() {
    Expression value = or();
    int around = 0;
    while (tokens.skipName("if")) {
      tokens.enter(); // each one is around those before
      around++;
      Expression test = or();
      Expression otherwise =
          tokens.skipName("else")
              ? expression()
              : new Expression.Literal(new Undefined("the value of an if without else"));
      value = new Expression.Conditional(test, value, otherwise);
    }
    for (; around > 0; around--) {
      tokens.leave();
    }
    return value;
  }

  /** Without {@code if} at its end: what a loop goes over. */
  Expression or() {
    return logic("or", () -> logic("and", this::not));
  }

  private Expression logic(String operator, Level level) {
    Expression first = level.parse();
    if (!tokens.isName(operator)) {
      return first;
    }
    List<Expression> operands = new ArrayList<>(List.of(first));
    while (tokens.skipName(operator)) {
      operands.add(level.parse());
    }
    return new Expression.Logic(operator.equals("and"), operands);
  }

  private Expression not() {
    if (!tokens.skipName("not")) {
      return comparison();
    }
    tokens.enter();
    Expression operand = not();
    tokens.leave();
    return new Expression.Not(operand);
  }

  private Expression comparison() {
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> operands = new ArrayList<>();
    for (String operator = compared(); operator != null; operator = compared()) {
      operators.add(operator);
      operands.add(sum());
    }
    return operators.isEmpty() ? first : new Expression.Comparison(first, operators, operands);
  }

  /** The comparison that stands here, taken; null for none. */
  private String compared() {
    Token token = tokens.peek();
    if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
      return tokens.next().text();
    }
    if (tokens.skipName("in")) {
      return "in";
    }
    if (tokens.isName("not") && tokens.second().is(Kind.NAME, "in")) {
      tokens.next();
      tokens.next();
      return "not in";
    }
    return null;
  }

  private Expression sum() {
    return chain(Set.of("+", "-"), () -> chain(Set.of("~"), this::product));
  }

  private Expression product() {
    return chain(Set.of("*", "/", "//", "%"), () -> chain(Set.of("**"), () -> signed(true)));
  }

  private Expression chain(Set<String> ranked, Level level) {
    Expression first = level.parse();
    List<String> operators = new ArrayList<>();
    List<Expression> operands = new ArrayList<>();
    while (tokens.peek().kind() == Kind.OPERATOR && ranked.contains(tokens.peek().text())) {
      operators.add(tokens.next().text());
      operands.add(level.parse());
    }
    return operators.isEmpty() ? first : new Expression.Chain(first, operators, operands);
  }

  /** A sign holds more than a member but less than a filter. */
  private Expression signed(boolean filtered) {
    List<Step> after = new ArrayList<>();
    Expression value;
    if (tokens.isOperator("-") || tokens.isOperator("+")) {
      tokens.enter();
      value = new Expression.Signed(tokens.next().text().equals("-"), signed(false));
      tokens.leave();
    } else {
      value = primary();
    }
    steps.members(after);
    if (filtered) {
      steps.filters(after);
    }
    return after.isEmpty() ? value : new Expression.Steps(value, after);
  }

  /** A value with its members, calls and items: the argument of a test without brackets. */
  Expression member() {
    List<Step> after = new ArrayList<>();
    Expression value = primary();
    steps.members(after);
    return after.isEmpty() ? value : new Expression.Steps(value, after);
  }

  private Expression primary() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case NAME -> name(tokens.next().text());
      case STRING -> string();
      case NUMBER -> new Expression.Literal(tokens.next().value());
      case OPERATOR ->
          switch (token.text()) {
            case "(" -> bracketed();
            case "[" -> new Expression.ListOf(list("]"), false);
            case "{" -> map();
            default -> throw tokens.expected("a value");
          };
      default -> throw tokens.expected("a value");
    };
  }

  private static Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Expression.Literal(true);
      case "false", "False" -> new Expression.Literal(false);
      case "none", "None" -> new Expression.Literal(null);
      default -> new Expression.Name(name);
    };
  }

  /** Strings side by side are one. */
  private Expression string() {
    StringBuilder text = new StringBuilder();
    while (tokens.peek().kind() == Kind.STRING) {
      text.append(tokens.next().text());
    }
    return new Expression.Literal(text.toString());
  }

  private Expression bracketed() {
    tokens.expectOperator("(");
    if (tokens.skipOperator(")")) {
      return new Expression.ListOf(List.of(), true);
    }
    Expression value = tuple(true);
    tokens.expectOperator(")");
    return value;
  }

  /**
   * One value, or several with commas between.
   *
   * @param conditional whether {@code if} may stand at a value's end
   */
  Expression tuple(boolean conditional) {
    List<Expression> items = new ArrayList<>();
    items.add(conditional ? expression() : or());
    boolean several = false;
    while (tokens.skipOperator(",")) {
      several = true;
      if (endsTuple()) {
        break;
      }
      items.add(conditional ? expression() : or());
    }
    return several ? new Expression.ListOf(items, true) : items.get(0);
  }

  private boolean endsTuple() {
    Kind kind = tokens.peek().kind();
    return kind == Kind.BLOCK_END || kind == Kind.OUTPUT_END || tokens.isOperator(")");
  }

  private List<Expression> list(String end) {
    tokens.next();
    List<Expression> items = new ArrayList<>();
    while (!tokens.skipOperator(end)) {
      items.add(expression());
      if (!tokens.isOperator(end)) {
        tokens.expectOperator(",");
      }
    }
    return items;
  }

  private Expression map() {
    tokens.next();
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.skipOperator("}")) {
      keys.add(expression());
      tokens.expectOperator(":");
      values.add(expression());
      if (!tokens.isOperator("}")) {
        tokens.expectOperator(",");
      }
    }
    return new Expression.MapOf(keys, values);
  }

  List<Step> filtersAfterBar() {
    List<Step> after = new ArrayList<>();
    steps.filters(after);
    return after;
  }

  List<Step> firstFilter() {
    List<Step> after = new ArrayList<>(List.of(steps.filter()));
    steps.filters(after);
    return after;
  }

  Step.Arguments arguments() {
    return steps.arguments();
  }
}
