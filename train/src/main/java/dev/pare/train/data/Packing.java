package dev.pare.train.data;

import dev.pare.core.PareException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Documents side by side in rows of one length. Documents are taken in groups of some dozen rows,
 * packed as {@link Bins} says, and the rows of a group are shuffled; a document longer than a row
 * is cut. A group is a function of its first document's number, so a place in the data is two
 * numbers.
 */
final class Packing {
  private static final int GROUP_ROWS = 64;
  private static final int MOST_GROUPS_WITHOUT_WEIGHT = 100;

  /**
   * A place in the data.
   *
   * @param document the first of a group
   * @param row of that group, the next to be taken
   */
  record Position(long document, int row) {
    static final Position START = new Position(0, 0);
  }

  /** Some documents' rows. */
  record Group(long first, long next, List<PackedRow> rows) {}

  private final DocumentStream stream;
  private final DocumentEncoder encoder;
  private final int length;
  private final double sampleBelow;
  private final long seed;

  /**
   * @param sampleBelow see {@link PackedRow#sample}; 0 keeps every prediction
   */
  Packing(
      DocumentStream stream, DocumentEncoder encoder, int length, double sampleBelow, long seed) {
    this.stream = stream;
    this.encoder = encoder;
    this.length = length;
    this.sampleBelow = sampleBelow;
    this.seed = seed;
  }

  /**
   * The group that begins with a document, or the first after it in which a prediction counts.
   *
   * @throws PareException if there is none far and wide
   */
  Group group(long first) {
    long next = first;
    for (int i = 0; i < MOST_GROUPS_WITHOUT_WEIGHT; i++) {
      Group group = fill(next);
      if (!group.rows().isEmpty()) {
        return new Group(first, group.next(), group.rows());
      }
      next = group.next();
    }
    throw new PareException("data", "holds no token that counts", "give a weight above 0");
  }

  private Group fill(long first) {
    List<EncodedDocument> parts = new ArrayList<>();
    long tokens = 0;
    long next = first;
    while (tokens < (long) GROUP_ROWS * length) {
      EncodedDocument document = encoder.encode(stream.document(next++));
      tokens += document.length();
      parts.addAll(document.parts(length));
    }
    Random random = new Random(Chance.bits(seed, first));
    List<PackedRow> rows = rows(parts, random);
    Collections.shuffle(rows, random);
    for (int i = 0; i < rows.size(); i++) {
      rows.get(i).sample(sampleBelow, Chance.bits(seed, first, i));
    }
    rows.removeIf(row -> row.places() == 0);
    return new Group(first, next, rows);
  }

  /** The held-out documents' rows, with all that counts. */
  List<PackedRow> heldOut() {
    List<EncodedDocument> parts = new ArrayList<>();
    for (Document document : stream.heldOut()) {
      parts.addAll(encoder.encode(document).parts(length));
    }
    List<PackedRow> rows = rows(parts, new Random(seed));
    rows.removeIf(row -> row.places() == 0);
    return rows;
  }

  private List<PackedRow> rows(List<EncodedDocument> parts, Random random) {
    int[] lengths = parts.stream().mapToInt(EncodedDocument::length).toArray();
    List<PackedRow> rows = new ArrayList<>();
    for (List<Integer> items : Bins.pack(lengths, length)) {
      Collections.shuffle(items, random);
      PackedRow row = PackedRow.empty(length, encoder.end());
      int at = 0;
      for (int item : items) {
        parts.get(item).copyTo(at, row.ids, row.weights);
        at += lengths[item];
      }
      row.weights[0] = 0; // nothing before it predicts it
      rows.add(row);
    }
    return rows;
  }
}
