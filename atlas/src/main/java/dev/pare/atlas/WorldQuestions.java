package dev.pare.atlas;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Test questions in wordings, and about invented names, that training text never has. The same seed
 * gives the same questions for ever; fewer are the beginning of more.
 */
public final class WorldQuestions {
  private final FactItems facts;
  private final MadeItems made;

  public WorldQuestions(World world) {
    Words words = new Words();
    Names names = new Names(world);
    facts = new FactItems(world, new FactDraws(world, Mix.bundled()));
    made =
        new MadeItems(
            new Fiction(world, words, names),
            new Passages(words, names),
            new Instructions(words, names));
  }

  /**
   * How many facts, texts or instructions a gate has questions about; of invented ones there is no
   * end.
   */
  public int available(Gate gate) {
    return gate.ofFacts() ? facts.available(gate) : Integer.MAX_VALUE;
  }

  /**
   * The questions of one gate.
   *
   * @param count of facts, texts or instructions: a text of {@link Gate#OPEN_BOOK} has several
   *     questions, which share their group; of facts there are no more than the world has
   */
  public List<Item> items(Gate gate, long seed, int count) {
    if (gate.ofFacts()) {
      return facts.items(gate, seed, count);
    }
    return IntStream.range(0, count)
        .boxed()
        .flatMap(index -> made.items(gate, seed, index).stream())
        .toList();
  }
}
