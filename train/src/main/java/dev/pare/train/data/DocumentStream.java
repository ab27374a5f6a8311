package dev.pare.train.data;

import dev.pare.core.PareException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Documents of several sources in one order without end, each a function of its number. Sources
 * take turns in proportion to their weights, as evenly as can be. One that ends is passed through
 * again and again, every time in another order; of one that never ends no document comes twice.
 * Some documents, the same always, are held out and never come.
 */
public final class DocumentStream implements AutoCloseable {
  /** Where the held-out documents of a source without end begin: no training gets there. */
  private static final long HELD = 1L << 62;

  /**
   * @param weight in proportion to the others', above 0
   */
  public record Part(DocumentSource source, double weight) {}

  private record Turn(int part, long number) {}

  private final List<Part> parts;
  private final double[] shares; // of what the parts before it leave
  private final long[] held; // documents a part
  private final int heldOut;
  private final long seed;

  /**
   * @param heldOut how many documents are held out
   * @throws PareException if a source would keep less than half of its documents
   */
  public DocumentStream(List<Part> parts, int heldOut, long seed) {
    this.parts = List.copyOf(parts);
    this.heldOut = heldOut;
    this.seed = seed;
    shares = new double[parts.size()];
    double left = 0;
    for (int i = parts.size() - 1; i >= 0; i--) {
      left += parts.get(i).weight();
      shares[i] = parts.get(i).weight() / left;
    }
    held = new long[parts.size()];
    for (int i = 0; i < heldOut; i++) {
      held[turn(i).part()]++;
    }
    for (int i = 0; i < parts.size(); i++) {
      OptionalLong size = parts.get(i).source().size();
      if (size.isPresent() && 2 * held[i] > size.getAsLong()) {
        throw new PareException(
            "data " + (i + 1),
            "has " + size.getAsLong() + " documents, too few to hold out " + held[i],
            "set a smaller number of evaluation documents");
      }
    }
  }

  /** Document number {@code position} of the training. */
  public Document document(long position) {
    Turn turn = turn(position);
    DocumentSource source = parts.get(turn.part()).source();
    if (source.size().isEmpty()) {
      return source.document(turn.number());
    }
    long kept = source.size().getAsLong() - held[turn.part()];
    long pass = turn.number() / kept;
    long place =
        new Permutation(kept, Chance.bits(seed, turn.part(), pass)).at(turn.number() % kept);
    return source.document(order(turn.part()).at(place));
  }

  /** After how many documents every source has come to its end; empty where one has none. */
  public OptionalLong pass() {
    long longest = 0;
    double total = parts.stream().mapToDouble(Part::weight).sum();
    for (int i = 0; i < held.length; i++) {
      OptionalLong size = parts.get(i).source().size();
      if (size.isEmpty()) {
        return OptionalLong.empty();
      }
      double turns = (size.getAsLong() - held[i]) * total / parts.get(i).weight();
      longest = Math.max(longest, (long) Math.ceil(turns));
    }
    return OptionalLong.of(longest);
  }

  /** The documents that are held out. */
  public List<Document> heldOut() {
    return java.util.stream.LongStream.range(0, heldOut).mapToObj(this::heldOut).toList();
  }

  private Document heldOut(long number) {
    Turn turn = turn(number);
    DocumentSource source = parts.get(turn.part()).source();
    if (source.size().isEmpty()) {
      return source.document(HELD + turn.number());
    }
    return source.document(order(turn.part()).at(source.size().getAsLong() - 1 - turn.number()));
  }

  /** All documents of a source that ends, those held out last. */
  private Permutation order(int part) {
    return new Permutation(parts.get(part).source().size().getAsLong(), Chance.bits(part));
  }

  /**
   * Of the first n turns the first part has ⌊n · share⌋; those that are left are shared by the
   * others in the same way.
   */
  private Turn turn(long position) {
    long left = position;
    for (int part = 0; part < shares.length - 1; part++) {
      long before = (long) (left * shares[part]);
      if ((long) ((left + 1) * shares[part]) > before) {
        return new Turn(part, before);
      }
      left -= before;
    }
    return new Turn(shares.length - 1, left);
  }

  @Override
  public void close() {
    parts.forEach(part -> part.source().close());
  }
}
