package dev.pare.atlas;

import java.util.ArrayList;
import java.util.List;

/** Documents to learn reading by: all that is asked for stands in the same document. */
final class ReadingWriters {
  private static final List<String> JOINS = List.of(":", " is", " -", " has", " =");
  private static final List<String> TURNS = List.of("\n", "\nAgain. ", "\nNow: ");

  private final FactDraws draws;
  private final Words words;
  private final Names names;
  private final Fiction fiction;

  ReadingWriters(FactDraws draws, Words words, Names names, Fiction fiction) {
    this.draws = draws;
    this.words = words;
    this.names = names;
    this.fiction = fiction;
  }

  /** A context, and questions about most of it. */
  Document reading(Chance chance, boolean kick) {
    Draft draft = new Draft(Kind.READING);
    List<Fiction.Told> told = fiction.draw(chance, false);
    Asking asking = kick ? Kick.OPEN_BOOK : Asking.draw(chance);
    draft.context(fiction.context(chance, told));
    List<Fiction.Told> asked = chance.some(3, told);
    for (int i = 0; i < asked.size(); i++) {
      Fiction.Told one = asked.get(i);
      Frame frame = chance.oneOf(one.trait().frames().questions(Wording.TRAINED));
      String question = asking.prompt(frame.about(one.subject()));
      if (i == 0) {
        draft.template("\n" + asking.header() + question);
      } else {
        draft.separated().template(question);
      }
      draft.answer(one.value());
    }
    return draft.done();
  }

  /** Pairs, then the same keys in another order. */
  Document recall(Chance chance) {
    int count = chance.oneOf(List.of(2, 3, 4, 5, 6));
    List<String> all = new ArrayList<>();
    while (all.size() < 2 * count) {
      String word = word(chance);
      if (!all.contains(word)) {
        all.add(word);
      }
    }
    String join = chance.oneOf(JOINS);
    Draft draft = new Draft(Kind.RECALL);
    for (int i = 0; i < count; i++) {
      draft.context((i == 0 ? "" : " ") + all.get(i) + join + " " + all.get(count + i) + ".");
    }
    String before = chance.oneOf(TURNS);
    for (String key : chance.shuffled(all.subList(0, count))) {
      draft.template(before + key + join);
      draft.answer(all.get(count + all.indexOf(key))).end(".");
      before = " ";
    }
    return draft.done();
  }

  private String word(Chance chance) {
    int kind = chance.below(100);
    if (kind < 50) {
      return names.draw(chance, chance.oneOf(List.of("person", "town", "country")), false);
    }
    if (kind < 70) {
      return words.draw(chance, chance.oneOf(List.of("job", "pet", "food", "colour", "product")));
    }
    Fact fact = draws.draw(chance);
    return kind < 85 ? fact.subject() : chance.oneOf(fact.objects()).text();
  }
}
