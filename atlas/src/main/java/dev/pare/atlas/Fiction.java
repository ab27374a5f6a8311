package dev.pare.atlas;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Invented things and what is true of them in one text. */
final class Fiction {
  private static final List<String> KINDS =
      List.of("person", "person", "person", "town", "town", "country");

  /** Sentences in a text: with questions and answers it stays below 128 tokens. */
  private static final int MOST = 4;

  private final World world;
  private final Words words;
  private final Names names;
  private final List<Trait> traits;

  /** What one sentence of a context tells. */
  record Told(Trait trait, String subject, String value) {}

  Fiction(World world, Words words, Names names) {
    this.world = world;
    this.words = words;
    this.names = names;
    traits = Trait.read(world);
  }

  /**
   * One to three things of a kind, each with the same few traits: at most four sentences. No two
   * have the same name, and none the same value.
   */
  List<Told> draw(Chance chance, boolean held) {
    String kind = chance.oneOf(KINDS);
    int things = chance.oneOf(List.of(1, 2, 2, 3));
    int each = chance.between(1, MOST / things);
    List<Trait> drawn =
        chance.some(each, traits.stream().filter(trait -> trait.of().equals(kind)).toList());
    Set<String> used = new HashSet<>();
    List<Told> told = new ArrayList<>();
    for (int i = 0; i < things; i++) {
      String subject = fresh(used, () -> names.draw(chance, kind, held));
      for (Trait trait : drawn) {
        told.add(new Told(trait, subject, fresh(used, () -> value(chance, trait, held))));
      }
    }
    return told;
  }

  private static String fresh(Set<String> used, Supplier<String> draw) {
    String value = draw.get();
    while (!used.add(value)) {
      value = draw.get();
    }
    return value;
  }

  private String value(Chance chance, Trait trait, boolean held) {
    String from = trait.from();
    return switch (trait.values()) {
      case "words" -> words.draw(chance, from);
      case "name" -> names.draw(chance, from, held);
      case "relation" -> chance.oneOf(world.pool(world.facts(from).get(0).relation())).text();
      case "number" -> number(chance, trait);
      default -> throw new IllegalStateException(trait.name());
    };
  }

  private static String number(Chance chance, Trait trait) {
    String[] range = trait.from().split("-");
    int number = chance.between(Integer.parseInt(range[0]), Integer.parseInt(range[1]));
    return (trait.name().equals("calling-code") ? "+" : "") + number;
  }

  /** The sentences in random order, as one text. */
  String context(Chance chance, List<Told> told) {
    StringBuilder context = new StringBuilder();
    for (Told one : chance.shuffled(told)) {
      Frame frame = chance.oneOf(one.trait().frames().statements(Wording.TRAINED));
      context.append(context.isEmpty() ? "" : " ");
      context.append(frame.about(one.subject())).append(' ');
      context.append(frame.object(one.value())).append('.');
    }
    return context.toString();
  }
}
