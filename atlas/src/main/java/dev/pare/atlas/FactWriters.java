package dev.pare.atlas;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Documents that tell facts outright: sentences, questions with answers, lists. */
final class FactWriters {
  private final FactDraws draws;

  FactWriters(FactDraws draws) {
    this.draws = draws;
  }

  Document statement(Chance chance) {
    Draft draft = new Draft(Kind.STATEMENT);
    int count = chance.oneOf(List.of(1, 1, 1, 2, 3));
    for (Fact fact : draws.drawOfOneSubject(chance, count)) {
      String gap = draft.isEmpty() ? "" : " ";
      Frame frame = chance.oneOf(fact.relation().frames().statements(Wording.TRAINED));
      draft.template(gap + frame.about(fact.subject()));
      draft.answer(frame.object(chance.oneOf(fact.objects()).text())).end(".").fact(fact);
    }
    return draft.done();
  }

  Document question(Chance chance, boolean kick) {
    boolean alone = kick && chance.percent(50);
    Asking ofKick = alone ? Kick.FACTOID : Kick.CLOSED_BOOK;
    Asking asking = kick ? ofKick : Asking.draw(chance);
    int count = alone ? 1 : chance.oneOf(List.of(1, 1, 2, 3));
    Draft draft = new Draft(Kind.QUESTION);
    for (int i = 0; i < count; i++) {
      Fact fact = draws.draw(chance);
      Frame frame = chance.oneOf(fact.relation().frames().questions(Wording.TRAINED));
      draft.separated().template(i == 0 ? asking.header() : "");
      draft.template(asking.prompt(frame.about(fact.subject())));
      draft.answer(chance.oneOf(fact.objects()).text()).fact(fact);
    }
    return draft.done();
  }

  Document listing(Chance chance) {
    return chance.percent(50) ? profile(chance) : table(chance);
  }

  /** {@code France. Capital: Paris; neighbour: Spain.} */
  private Document profile(Chance chance) {
    Draft draft = new Draft(Kind.LISTING);
    for (Fact fact : draws.drawOfOneSubject(chance, chance.between(3, 6))) {
      String label = fact.relation().label();
      if (draft.isEmpty()) {
        draft.template(English.capital(fact.subject()) + ". " + English.capital(label) + ":");
      } else {
        draft.end(";").template(" " + label + ":");
      }
      draft.answer(chance.oneOf(fact.objects()).text()).fact(fact);
    }
    return draft.end(".").done();
  }

  /** {@code Capital: France, Paris; Spain, Madrid.} */
  private Document table(Chance chance) {
    Draft draft = new Draft(Kind.LISTING);
    Relation relation = draws.draw(chance).relation();
    List<Fact> facts = new ArrayList<>();
    IntStream.range(0, chance.between(3, 6))
        .mapToObj(i -> draws.draw(chance, relation.name()))
        .filter(fact -> !facts.contains(fact))
        .forEach(facts::add);
    draft.template(English.capital(relation.label()) + ".");
    for (Fact fact : facts) {
      draft.end(fact.equals(facts.get(0)) ? "" : ";").template(" " + fact.subject() + ":");
      draft.answer(chance.oneOf(fact.objects()).text()).fact(fact);
    }
    return draft.end(".").done();
  }
}
