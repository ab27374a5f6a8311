package dev.pare.evaluate.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A puzzle: of each person one statement, true if a knight's and false if a knave's.
 *
 * @param statements by speaker
 */
record Island(List<Statement> statements) {
  Island {
    statements = List.copyOf(statements);
  }

  /** One with exactly one solution, as likely as any other assignment to be it. */
  static Island drawn(Draws draws, int people) {
    int knights = draws.below(1 << people);
    while (true) {
      List<Statement> statements = new ArrayList<>();
      for (int i = 0; i < people; i++) {
        statements.add(saidBy(draws, i, people, knights));
      }
      Island island = new Island(statements);
      if (island.solution().isPresent()) {
        return island;
      }
    }
  }

  /** What a person could say if these are the knights. */
  private static Statement saidBy(Draws draws, int speaker, int people, int knights) {
    while (true) {
      Statement statement = Statement.drawn(draws, speaker, people);
      if (statement.holds(knights) == ((knights >>> speaker & 1) == 1)) {
        return statement;
      }
    }
  }

  /** One that differs in one statement, and whose only solution is another; null if none is met. */
  Island twin(Draws draws, int tries) {
    int people = statements.size();
    for (int i = 0; i < tries; i++) {
      List<Statement> changed = new ArrayList<>(statements);
      int speaker = draws.below(people);
      changed.set(speaker, Statement.drawn(draws, speaker, people));
      Island twin = new Island(changed);
      if (twin.solution().isPresent() && !twin.solution().equals(solution())) {
        return twin;
      }
    }
    return null;
  }

  /** The knights' bits if exactly one assignment agrees with all statements. */
  OptionalInt solution() {
    int[] solutions = IntStream.range(0, 1 << statements.size()).filter(this::agrees).toArray();
    return solutions.length == 1 ? OptionalInt.of(solutions[0]) : OptionalInt.empty();
  }

  private boolean agrees(int knights) {
    for (int i = 0; i < statements.size(); i++) {
      if (statements.get(i).holds(knights) != ((knights >>> i & 1) == 1)) {
        return false;
      }
    }
    return true;
  }

  /** {@code Ada says: "Bruno is a knave."}, and so on. */
  String text(List<String> names) {
    List<String> said = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      said.add(names.get(i) + " says: \"" + statements.get(i).said(i, names) + "\"");
    }
    return String.join("\n", said);
  }
}
