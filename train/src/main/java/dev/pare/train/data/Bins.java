package dev.pare.train.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which items share a row: the longest first, each into the fullest row that has room, as in
 * best-fit decreasing. Of 64 rows and more it leaves about one token in a hundred empty.
 */
final class Bins {
  private Bins() {}

  /**
   * @param lengths at most {@code capacity} each
   * @return the rows' items, in the order they were put there
   */
  static List<List<Integer>> pack(int[] lengths, int capacity) {
    List<Integer> order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparing(item -> -lengths[item]))
            .toList();
    List<List<Integer>> rows = new ArrayList<>();
    TreeMap<Integer, List<List<Integer>>> byRoom = new TreeMap<>();
    for (int item : order) {
      Integer room = byRoom.ceilingKey(lengths[item]);
      List<Integer> row;
      if (room == null) {
        room = capacity;
        row = new ArrayList<>();
        rows.add(row);
      } else {
        List<List<Integer>> fitting = byRoom.get(room);
        row = fitting.remove(fitting.size() - 1);
        if (fitting.isEmpty()) {
          byRoom.remove(room);
        }
      }
      row.add(item);
      byRoom.computeIfAbsent(room - lengths[item], r -> new ArrayList<>()).add(row);
    }
    return rows;
  }
}
