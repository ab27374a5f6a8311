package dev.pare.study.kick;

import dev.pare.core.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;

/** One method at one amount: a model to be made and asked. */
record Cell(Pruner pruner, Amount amount) {
  /** Every method at every amount, method by method. */
  static List<Cell> all(List<Pruner> pruners, List<Amount> amounts) {
    List<Cell> cells = new ArrayList<>();
    pruners.forEach(pruner -> amounts.forEach(amount -> cells.add(new Cell(pruner, amount))));
    return cells;
  }

  String name() {
    return pruner.label() + " " + amount.name();
  }

  Recipe recipe() {
    return pruner.recipe(amount);
  }
}
