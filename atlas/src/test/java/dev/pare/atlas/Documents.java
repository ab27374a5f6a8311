package dev.pare.atlas;

import java.util.List;
import java.util.stream.LongStream;

/** Documents that tests read. */
final class Documents {
  static final World WORLD = World.read();
  static final WorldText TEXT = new WorldText(WORLD, Mix.bundled(), 7);

  private Documents() {}

  static List<Document> of(Kind kind, int count) {
    return LongStream.range(0, count).mapToObj(index -> TEXT.document(kind, index)).toList();
  }
}
