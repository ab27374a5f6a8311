package dev.pare.atlas;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Training text without end: document i depends on seed, mix and i alone, on every machine and for
 * ever. Documents are made, not stored.
 */
public final class WorldText {
  private final long seed;
  private final int kick;
  private final Map<Kind, Writer> writers = new EnumMap<>(Kind.class);
  private final Weighted<Kind> kinds;

  public WorldText(World world, Mix mix, long seed) {
    this.seed = seed;
    kick = mix.kick();
    FactDraws draws = new FactDraws(world, mix);
    Words words = new Words();
    Names names = new Names(world);
    FactWriters facts = new FactWriters(draws);
    ChoiceWriters choices = new ChoiceWriters(draws);
    Fiction fiction = new Fiction(world, words, names);
    ReadingWriters readings = new ReadingWriters(draws, words, names, fiction);
    writers.put(Kind.STATEMENT, facts::statement);
    put(Kind.QUESTION, facts::question);
    writers.put(Kind.LISTING, facts::listing);
    writers.put(Kind.CHOICE, choices::choice);
    put(Kind.LETTER, choices::letter);
    writers.put(Kind.TRUTH, choices::truth);
    put(Kind.READING, readings::reading);
    writers.put(Kind.RECALL, readings::recall);
    put(Kind.PASSAGE, new Passages(words, names)::document);
    put(Kind.INSTRUCTION, new Instructions(words, names)::document);
    writers.put(Kind.PLAIN, new PlainScenes(words, names)::document);
    kinds = new Weighted<>(List.copyOf(mix.kinds().keySet()), mix.kinds()::get);
  }

  /** Text to test on: a training's seed is not negative, and this text's is. */
  public static WorldText unseen(World world, Mix mix, long seed) {
    return new WorldText(world, mix, seed | Long.MIN_VALUE);
  }

  private void put(Kind kind, KickWriter writer) {
    writers.put(kind, writer.kick(kick));
  }

  /** Document number {@code index}, of whatever kind chance and the mix give it. */
  public Document document(long index) {
    Chance chance = new Chance(seed, "document", index);
    return writers.get(kinds.draw(chance)).write(chance);
  }

  /** One document of a kind; not among those that {@link #document(long)} gives. */
  public Document document(Kind kind, long index) {
    return writers.get(kind).write(new Chance(seed, kind.name(), index));
  }
}
