package dev.pare.atlas;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonWriting;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Text to calibrate a compression on: documents in the mix that trains, none of which the task
 * {@code atlas-text} asks with the same seed.
 */
public final class CalibrationDocuments {
  /** Documents that the task has unless more are asked for. */
  private static final int TESTED = 1000;

  private final WorldText text;
  private final Set<String> tested;

  public CalibrationDocuments(World world, Mix mix, long seed) {
    text = new WorldText(world, mix, seed & Long.MAX_VALUE);
    WorldText unseen = WorldText.unseen(world, mix, seed);
    tested =
        LongStream.range(0, TESTED)
            .mapToObj(index -> unseen.document(index).text())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Documents without end, the same for ever. By chance a short one is told as a test is. */
  public Stream<Document> documents() {
    return LongStream.iterate(0, index -> index + 1)
        .mapToObj(text::document)
        .filter(document -> !tested.contains(document.text()));
  }

  /**
   * Writes the first documents as JSON by lines: {@code text} and {@code kind}.
   *
   * @throws PareException if the file cannot be written
   */
  public void write(int count, Path file) {
    try (BufferedWriter lines = Files.newBufferedWriter(file)) {
      for (Document document : (Iterable<Document>) documents().limit(count)::iterator) {
        lines.write(line(document));
        lines.write('\n');
      }
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
  }

  private static String line(Document document) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("text", document.text());
    fields.put("kind", document.kind().name().toLowerCase(Locale.ROOT));
    return JsonWriting.toLine(fields);
  }
}
