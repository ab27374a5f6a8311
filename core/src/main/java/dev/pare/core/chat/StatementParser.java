package dev.pare.core.chat;

import dev.pare.core.chat.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The text, outputs and blocks of a template. */
final class StatementParser {
  private final TokenReader tokens;
  private final ExpressionParser expressions;
  private int loops;

  private StatementParser(TokenReader tokens) {
    this.tokens = tokens;
    expressions = new ExpressionParser(tokens);
  }

  static List<Statement> parse(String template, Object where) {
    TokenReader tokens = new TokenReader(Lexer.tokens(template, where), where);
    return new StatementParser(tokens).body(Set.of());
  }

  /**
   * Statements up to a block of one of these names, which stays; to the end where there are none.
   */
  private List<Statement> body(Set<String> ends) {
    tokens.enter();
    List<Statement> body = new ArrayList<>();
    while (true) {
      Token token = tokens.peek();
      switch (token.kind()) {
        case DATA -> body.add(new Statement.Text(tokens.next().text()));
        case OUTPUT_BEGIN -> body.add(output());
        case END -> {
          if (!ends.isEmpty()) {
            throw tokens.expected("{% " + String.join(" or ", new TreeSet<>(ends)) + " %}");
          }
          tokens.leave();
          return body;
        }
        default -> {
          if (ends.contains(tokens.second().text()) && tokens.second().kind() == Kind.NAME) {
            tokens.leave();
            return body;
          }
          tokens.next();
          body.add(block(token.line()));
        }
      }
    }
  }

  private Statement output() {
    int line = tokens.next().line();
    Expression value = expressions.tuple(true);
    tokens.expect(Kind.OUTPUT_END, "}}");
    return new Statement.Output(line, value);
  }

  private void endBlock() {
    tokens.expect(Kind.BLOCK_END, "%}");
  }

  /** A body and the block that ends it. */
  private List<Statement> bodyTo(String end) {
    endBlock();
    List<Statement> body = body(Set.of(end));
    tokens.next();
    tokens.expectName(end);
    endBlock();
    return body;
  }

  private Statement block(int line) {
    String name = tokens.name();
    return switch (name) {
      case "if" -> branches(line);
      case "for" -> loop(line);
      case "set" -> set(line);
      case "macro" -> macro();
      case "call" -> call(line);
      case "with" -> with(line);
      case "filter" -> {
        List<Step> filters = expressions.firstFilter();
        yield new Statement.FilterBlock(line, filters, separate("endfilter"));
      }
      case "generation" -> // it only marks what a model is trained on
          new Statement.FilterBlock(line, List.of(), separate("endgeneration"));
      case "break" -> leave(Statement.Flow.BREAK);
      case "continue" -> leave(Statement.Flow.CONTINUE);
      default -> throw tokens.error("there is no block \"" + name + "\" here");
    };
  }

  /** A body that cannot leave the loops around it. */
  private List<Statement> separate(String end) {
    int around = loops;
    loops = 0;
    List<Statement> body = bodyTo(end);
    loops = around;
    return body;
  }

  private Statement leave(Statement.Flow flow) {
    if (loops == 0) {
      throw tokens.error("break and continue stand in loops only");
    }
    endBlock();
    return new Statement.Leave(flow);
  }

  private Statement branches(int firstLine) {
    List<Statement.Branch> branches = new ArrayList<>();
    int line = firstLine;
    while (true) {
      Expression test = expressions.tuple(true);
      endBlock();
      branches.add(new Statement.Branch(line, test, body(Set.of("elif", "else", "endif"))));
      line = tokens.next().line();
      if (tokens.skipName("elif")) {
        continue;
      }
      List<Statement> otherwise =
          tokens.next().text().equals("else") ? bodyTo("endif") : endedBranches();
      return new Statement.If(branches, otherwise);
    }
  }

  private List<Statement> endedBranches() {
    endBlock();
    return List.of();
  }

  private Statement loop(int line) {
    Target target = targets(false);
    tokens.expectName("in");
    Expression iterable = expressions.tuple(false);
    Expression filter = tokens.skipName("if") ? expressions.expression() : null;
    if (tokens.isName("recursive")) {
      throw tokens.error("recursive loops are not supported");
    }
    endBlock();
    loops++;
    List<Statement> body = body(Set.of("else", "endfor"));
    loops--;
    tokens.next();
    List<Statement> otherwise = List.of();
    if (tokens.next().text().equals("else")) {
      otherwise = bodyTo("endfor");
    } else {
      endBlock();
    }
    return new Statement.For(line, target, iterable, filter, body, otherwise);
  }

  /** One variable or several. */
  private Target targets(boolean attributes) {
    tokens.enter();
    List<Target> targets = new ArrayList<>(List.of(target(attributes)));
    boolean several = false;
    while (tokens.skipOperator(",")) {
      several = true;
      if (tokens.isName("in") || tokens.isOperator("=") || tokens.isOperator(")")) {
        break;
      }
      targets.add(target(attributes));
    }
    tokens.leave();
    return several ? new Target.Unpacked(targets) : targets.get(0);
  }

  private Target target(boolean attributes) {
    if (tokens.skipOperator("(")) {
      Target inner = targets(attributes);
      tokens.expectOperator(")");
      return inner;
    }
    String name = variable();
    if (attributes && tokens.skipOperator(".")) {
      return new Target.Attribute(name, tokens.name());
    }
    return new Target.Variable(name);
  }

  private String variable() {
    String name = tokens.name();
    if (Set.of("true", "false", "none", "True", "False", "None").contains(name)) {
      throw tokens.error(name + " cannot be a variable");
    }
    return name;
  }

  private Statement set(int line) {
    Target target = targets(true);
    if (tokens.skipOperator("=")) {
      Expression value = expressions.tuple(true);
      endBlock();
      return new Statement.Assign(line, target, value);
    }
    List<Step> filters = expressions.filtersAfterBar();
    return new Statement.AssignBlock(line, target, filters, separate("endset"));
  }

  private Statement macro() {
    String name = variable();
    return define(name, "endmacro");
  }

  private Statement.Define define(String name, String end) {
    List<String> parameters = new ArrayList<>();
    Map<String, Expression> defaults = new LinkedHashMap<>();
    if (tokens.skipOperator("(")) {
      parameters(parameters, defaults);
    }
    return new Statement.Define(name, parameters, defaults, separate(end));
  }

  private void parameters(List<String> parameters, Map<String, Expression> defaults) {
    while (!tokens.skipOperator(")")) {
      String name = variable();
      if (parameters.contains(name)) {
        throw tokens.error("the parameter " + name + " stands there twice");
      }
      parameters.add(name);
      if (tokens.skipOperator("=")) {
        defaults.put(name, expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw tokens.error("a parameter without a default stands after one that has one");
      }
      if (!tokens.isOperator(")")) {
        tokens.expectOperator(",");
      }
    }
  }

  private Statement call(int line) {
    List<String> parameters = new ArrayList<>();
    Map<String, Expression> defaults = new LinkedHashMap<>();
    if (tokens.skipOperator("(")) {
      parameters(parameters, defaults);
    }
    Expression macro = new Expression.Name(tokens.name());
    Step.Arguments arguments = expressions.arguments();
    Statement.Define body =
        new Statement.Define("caller", parameters, defaults, separate("endcall"));
    return new Statement.CallBlock(line, macro, arguments, body);
  }

  private Statement with(int line) {
    List<Target> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (tokens.peek().kind() != Kind.BLOCK_END) {
      if (!targets.isEmpty()) {
        tokens.expectOperator(",");
      }
      targets.add(target(false));
      tokens.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Statement.With(line, targets, values, bodyTo("endwith"));
  }
}
