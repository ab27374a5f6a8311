package dev.pare.atlas;

import java.util.ArrayList;
import java.util.List;

/** Test questions about invented texts: number i depends on seed and i alone. */
final class MadeItems {
  private final Fiction fiction;
  private final Passages passages;
  private final Instructions instructions;

  MadeItems(Fiction fiction, Passages passages, Instructions instructions) {
    this.fiction = fiction;
    this.passages = passages;
    this.instructions = instructions;
  }

  /** All questions about one text. */
  List<Item> items(Gate gate, long seed, int index) {
    Chance chance = new Chance(seed, gate.id(), index);
    String id = gate.id() + "/" + seed + "#" + index;
    return switch (gate) {
      case OPEN_BOOK -> openBook(chance, id);
      case SUMMARY -> List.of(summary(chance, id));
      case INSTRUCTION -> List.of(instruction(chance, id));
      default -> throw new IllegalArgumentException(gate.id());
    };
  }

  private List<Item> openBook(Chance chance, String id) {
    List<Fiction.Told> told = fiction.draw(chance, true);
    String context = fiction.context(chance, told);
    List<Item> items = new ArrayList<>();
    for (Fiction.Told one : told) {
      String question =
          chance.oneOf(one.trait().frames().questions(Wording.HELD)).about(one.subject());
      items.add(
          new Item(
              id + "." + (items.size() + 1),
              Gate.OPEN_BOOK,
              id,
              one.trait().name(),
              one.subject(),
              context,
              question,
              context + "\n" + Asking.TESTED.prompt(question),
              List.of(one.value()),
              List.of(),
              -1,
              List.of()));
    }
    return items;
  }

  private Item summary(Chance chance, String id) {
    Passages.Passage passage = passages.draw(chance, true);
    return made(
        id,
        Gate.SUMMARY,
        passage.event(),
        passage.text(),
        "",
        passage.prompt(),
        passage.summary(),
        passage.key());
  }

  private Item instruction(Chance chance, String id) {
    Instruction drawn = instructions.draw(chance, true);
    return made(
        id,
        Gate.INSTRUCTION,
        drawn.task(),
        "",
        drawn.text(),
        drawn.prompt(),
        drawn.response(),
        drawn.constraints());
  }

  private static Item made(
      String id,
      Gate gate,
      String topic,
      String context,
      String question,
      String prompt,
      String answer,
      List<String> checks) {
    List<String> answers = List.of(answer);
    return new Item(
        id, gate, id, topic, "", context, question, prompt, answers, List.of(), -1, checks);
  }
}
