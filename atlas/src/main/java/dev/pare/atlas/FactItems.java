package dev.pare.atlas;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Test questions about facts of the world: one for each, in an order drawn by hash. */
final class FactItems {
  /**
   * @param place in the seed's order of facts
   */
  private record Drawn(double place, Fact fact) {}

  private final World world;
  private final FactDraws draws;

  FactItems(World world, FactDraws draws) {
    this.world = world;
    this.draws = draws;
  }

  List<Item> items(Gate gate, long seed, int count) {
    return world.facts().stream()
        .filter(fact -> fits(gate, fact))
        .map(fact -> new Drawn(Chance.fraction(seed + " " + fact.id()), fact))
        .sorted(Comparator.comparingDouble(Drawn::place))
        .limit(count)
        .map(Drawn::fact)
        .map(fact -> item(gate, fact, new Chance(seed, gate.id() + " " + fact.id(), 0)))
        .toList();
  }

  int available(Gate gate) {
    return (int) world.facts().stream().filter(fact -> fits(gate, fact)).count();
  }

  private boolean fits(Gate gate, Fact fact) {
    return switch (gate) {
      case CHOICE, LETTER -> Options.possible(world, fact);
      case TRUTH -> !fact.relation().open();
      default -> true;
    };
  }

  private Item item(Gate gate, Fact fact, Chance chance) {
    return switch (gate) {
      case CLOSED_QUESTION -> question(gate, fact, chance, Wording.HELD);
      case CLOSED_QUESTION_DEVELOPMENT -> question(gate, fact, chance, Wording.DEVELOPMENT);
      case CLOSED_QUESTION_TRAINED -> question(gate, fact, chance, Wording.TRAINED);
      case CLOSED_STATEMENT -> statement(gate, fact, chance, Wording.HELD);
      case CLOSED_STATEMENT_DEVELOPMENT -> statement(gate, fact, chance, Wording.DEVELOPMENT);
      case CLOSED_STATEMENT_TRAINED -> statement(gate, fact, chance, Wording.TRAINED);
      case CHOICE -> choice(fact, chance);
      case LETTER -> letter(fact, chance);
      case TRUTH -> truth(fact, chance);
      default -> throw new IllegalArgumentException(gate.id());
    };
  }

  private static Item question(Gate gate, Fact fact, Chance chance, Wording wording) {
    String question =
        chance.oneOf(fact.relation().frames().questions(wording)).about(fact.subject());
    return Item.ofFact(gate, fact, question, Asking.TESTED.prompt(question), fact.accepted());
  }

  private static Item statement(Gate gate, Fact fact, Chance chance, Wording wording) {
    Frame frame = chance.oneOf(fact.relation().frames().statements(wording));
    Set<String> accepted = new LinkedHashSet<>();
    fact.accepted().forEach(answer -> accepted.add(frame.object(answer)));
    accepted.addAll(fact.accepted());
    String start = frame.about(fact.subject());
    return Item.ofFact(gate, fact, start, start, accepted);
  }

  private Item choice(Fact fact, Chance chance) {
    Options options = Options.of(chance, draws, fact);
    return question(Gate.CHOICE, fact, chance, Wording.HELD)
        .withChoices(options.texts(), options.right());
  }

  private Item letter(Fact fact, Chance chance) {
    Options options = Options.of(chance, draws, fact);
    String question =
        chance.oneOf(fact.relation().frames().questions(Wording.HELD)).about(fact.subject());
    String prompt = Asking.TESTED.prompt(question + options.lines());
    List<String> letters = IntStream.range(0, Options.COUNT).mapToObj(Options::letter).toList();
    return Item.ofFact(Gate.LETTER, fact, question, prompt, List.of())
        .withChoices(letters, options.right());
  }

  private Item truth(Fact fact, Chance chance) {
    Frame frame = chance.oneOf(fact.relation().frames().statements(Wording.HELD));
    Truth truth = Truth.of(chance, draws, fact, frame, chance.percent(50));
    String prompt = Truth.TESTED.formatted(truth.claim());
    return Item.ofFact(Gate.TRUTH, fact, truth.claim(), prompt, List.of())
        .withChoices(Truth.ANSWERS, Truth.ANSWERS.indexOf(truth.answer()));
  }
}
