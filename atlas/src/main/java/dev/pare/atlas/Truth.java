package dev.pare.atlas;

import java.util.List;

/** A statement, right or wrong. */
record Truth(String claim, boolean right) {
  static final String TESTED = "%s\nTrue or false?";
  static final List<String> ANSWERS = List.of("true", "false");

  static Truth of(Chance chance, FactDraws draws, Fact fact, Frame frame, boolean right) {
    Term object = right ? chance.oneOf(fact.objects()) : draws.wrong(chance, fact, 1).get(0);
    String claim = frame.about(fact.subject()) + " " + frame.object(object.text()) + ".";
    return new Truth(claim, right);
  }

  String answer() {
    return ANSWERS.get(right ? 0 : 1);
  }
}
