package dev.pare.calibrate.data;

import dev.pare.core.PareException;
import dev.pare.core.io.LineFile;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonWriting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sequences that a model has written, kept in a file: a line for each group of them, {@code {"ids":
 * [[…], …]}}. Without a file nothing is kept.
 */
final class KeptText implements AutoCloseable {
  private static final String IDS = "ids";

  private final int count;
  private final int length;
  private final int vocabulary;
  private final List<int[]> sequences = new ArrayList<>();
  private LineFile lines;

  private KeptText(int count, int length, int vocabulary) {
    this.count = count;
    this.length = length;
    this.vocabulary = vocabulary;
  }

  /**
   * @param prefix how the file's name begins
   * @param name how it goes on
   * @throws PareException if the file holds what no model of this vocabulary wrote
   */
  static KeptText open(Optional<Path> prefix, String name, int count, int length, int vocabulary) {
    KeptText kept = new KeptText(count, length, vocabulary);
    prefix.ifPresent(
        path -> {
          Path file = path.resolveSibling(path.getFileName() + "-" + name + ".jsonl");
          kept.lines = new LineFile(file, (number, line) -> kept.take(file, number, line));
        });
    return kept;
  }

  private void take(Path file, int number, String line) {
    String where = file + " line " + number;
    for (Object sequence : Json.readObject(where, line).list(IDS)) {
      int[] ids =
          sequence instanceof List<?> list
              ? list.stream().mapToInt(id -> id instanceof Long n ? known(n) : -1).toArray()
              : new int[0];
      if (ids.length != length || Arrays.stream(ids).anyMatch(id -> id < 0)) {
        throw new PareException(where, "holds no sequence of the model's", "remove the file");
      }
      sequences.add(ids);
    }
    boolean whole = sequences.size() % GeneratedText.GROUP == 0 || sequences.size() == count;
    if (sequences.size() > count || !whole) {
      throw new PareException(where, "is of another group of sequences", "remove the file");
    }
  }

  private int known(long id) {
    return id >= 0 && id < vocabulary ? (int) id : -1;
  }

  /** Those that were there. */
  List<int[]> sequences() {
    return sequences;
  }

  /** Keeps a group. */
  void add(List<int[]> group) {
    if (lines != null) {
      List<List<Integer>> ids =
          group.stream().map(sequence -> Arrays.stream(sequence).boxed().toList()).toList();
      lines.append(JsonWriting.toLine(Map.of(IDS, ids)));
    }
  }

  @Override
  public void close() {
    if (lines != null) {
      lines.close();
    }
  }
}
