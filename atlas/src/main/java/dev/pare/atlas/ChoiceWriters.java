package dev.pare.atlas;

import java.util.List;

/** Documents that choose: options by their text or letter, true or false. */
final class ChoiceWriters {
  private static final List<String> TRUTH =
      List.of(Truth.TESTED, Truth.TESTED, "True or false: %s\nAnswer:", "%s True or false?");
  private final FactDraws draws;

  ChoiceWriters(FactDraws draws) {
    this.draws = draws;
  }

  Document choice(Chance chance) {
    Draft draft = new Draft(Kind.CHOICE);
    int count = chance.between(1, 2);
    for (int i = 0; i < count; i++) {
      Fact fact = draws.drawForChoice(chance);
      Options options = Options.of(chance, draws, fact);
      Frame frame = chance.oneOf(fact.relation().frames().questions(Wording.TRAINED));
      String list = chance.percent(70) ? options.inline() : options.lines();
      draft.separated().template("Question: " + frame.about(fact.subject()) + list + "\nAnswer:");
      draft.answer(options.answer()).fact(fact);
    }
    return draft.done();
  }

  Document letter(Chance chance, boolean kick) {
    Draft draft = new Draft(Kind.LETTER);
    Fact fact = draws.drawForChoice(chance);
    Options options = Options.of(chance, draws, fact);
    Frame frame = chance.oneOf(fact.relation().frames().questions(Wording.TRAINED));
    String question = frame.about(fact.subject());
    draft.template(
        kick
            ? Kick.choice(fact.relation().domain(), question, options)
            : Asking.TESTED.prompt(question + options.lines()));
    draft.answer(options.letter());
    if (!kick && chance.percent(50)) {
      draft.end(".").answer(options.answer());
    }
    return draft.fact(fact).done();
  }

  Document truth(Chance chance) {
    Draft draft = new Draft(Kind.TRUTH);
    int count = chance.between(1, 3);
    String form = chance.oneOf(TRUTH);
    for (int i = 0; i < count; i++) {
      Fact fact = draws.drawForTruth(chance);
      boolean right = chance.percent(50);
      Frame frame = chance.oneOf(fact.relation().frames().statements(Wording.TRAINED));
      Truth truth = Truth.of(chance, draws, fact, frame, right);
      draft.separated().template(form.formatted(truth.claim()));
      draft.answer(truth.answer());
      if (right) {
        draft.fact(fact);
      }
    }
    return draft.done();
  }
}
