package dev.pare.atlas;

import java.util.ArrayList;
import java.util.List;

/**
 * Four options in random order.
 *
 * @param right which of them is right, from 0
 */
record Options(List<String> texts, int right) {
  static final int COUNT = 4;
  private static final String LETTERS = "ABCD";

  /** Whether its relation has objects enough to choose among. */
  static boolean possible(World world, Fact fact) {
    return world.pool(fact.relation()).size() >= COUNT + 2;
  }

  static Options of(Chance chance, FactDraws draws, Fact fact) {
    Term answer = chance.oneOf(fact.objects());
    List<Term> options = new ArrayList<>(draws.wrong(chance, fact, COUNT - 1));
    options.add(answer);
    List<Term> shuffled = chance.shuffled(options);
    return new Options(shuffled.stream().map(Term::text).toList(), shuffled.indexOf(answer));
  }

  String answer() {
    return texts.get(right);
  }

  String letter() {
    return letter(right);
  }

  static String letter(int option) {
    return LETTERS.substring(option, option + 1);
  }

  /** Each on a line of its own: {@code A. Paris}. */
  String lines() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      lines.append('\n').append(letter(i)).append(". ").append(texts.get(i));
    }
    return lines.toString();
  }

  /** All in one line. */
  String inline() {
    return "\nOptions: " + String.join("; ", texts);
  }
}
