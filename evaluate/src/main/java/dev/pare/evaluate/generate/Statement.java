package dev.pare.evaluate.generate;

import java.util.List;

/**
 * What an islander says: a claim about one of them, or two claims about two of them joined.
 *
 * @param form how the claims are joined
 * @param first claim
 * @param second claim; the same as {@code first} in forms of one
 */
record Statement(Form form, Claim first, Claim second) {
  /** That someone is a knight, or else a knave. */
  record Claim(int who, boolean knight) {
    boolean holds(int knights) {
      return ((knights >>> who & 1) == 1) == knight;
    }

    String said(int speaker, List<String> names) {
      return (who == speaker ? "I am" : names.get(who) + " is") + " a " + role(knight);
    }
  }

  /** How claims are joined. */
  enum Form {
    IS("%s."),
    NOT("It is not true that %s."),
    AND("%s and %s."),
    OR("%s or %s, or both."),
    IMPLIES("If %s, then %s."),
    IFF("%s if and only if %s.");

    private final String text;

    Form(String text) {
      this.text = text;
    }

    boolean joins() {
      return this != IS && this != NOT;
    }
  }

  static Statement drawn(Draws draws, int speaker, int people) {
    Form form = draws.oneOf(List.of(Form.values()));
    int first = draws.below(people);
    if (!form.joins()) {
      // who speaks of himself alone tells nothing
      int other = (speaker + 1 + draws.below(people - 1)) % people;
      Claim claim = new Claim(other, draws.below(2) == 0);
      return new Statement(form, claim, claim);
    }
    int second = (first + 1 + draws.below(people - 1)) % people;
    return new Statement(
        form, new Claim(first, draws.below(2) == 0), new Claim(second, draws.below(2) == 0));
  }

  /**
   * @param knights a bit a person, set for knights
   */
  boolean holds(int knights) {
    boolean one = first.holds(knights);
    boolean other = second.holds(knights);
    return switch (form) {
      case IS -> one;
      case NOT -> !one;
      case AND -> one && other;
      case OR -> one || other;
      case IMPLIES -> !one || other;
      case IFF -> one == other;
    };
  }

  String said(int speaker, List<String> names) {
    return form.text.formatted(first.said(speaker, names), second.said(speaker, names));
  }

  static String role(boolean knight) {
    return knight ? "knight" : "knave";
  }
}
