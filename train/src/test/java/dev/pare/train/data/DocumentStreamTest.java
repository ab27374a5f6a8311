package dev.pare.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which documents come, how often, in what order; and files as sources of them. */
class DocumentStreamTest {
  @TempDir private Path temp;

  private static DocumentStream.Part part(String name, OptionalLong size, double weight) {
    return new DocumentStream.Part(
        new MadeDocuments(size, number -> Document.of(name + number)), weight);
  }

  private static String text(Document document) {
    return document.pieces().get(0).text();
  }

  private static List<String> texts(DocumentStream stream, long from, long to) {
    return LongStream.range(from, to).mapToObj(i -> text(stream.document(i))).toList();
  }

  @Test
  void everyPassHasEveryDocumentOnceInAnotherOrder() {
    DocumentStream stream = new DocumentStream(List.of(part("x", OptionalLong.of(100), 1)), 0, 5);
    List<String> first = texts(stream, 0, 100);
    List<String> second = texts(stream, 100, 200);
    assertEquals(100, new HashSet<>(first).size());
    assertEquals(new HashSet<>(first), new HashSet<>(second));
    assertNotEquals(first, second);
    assertEquals(OptionalLong.of(100), stream.pass());
  }

  @Test
  void whatIsHeldOutNeverComes() {
    List<DocumentStream.Part> parts =
        List.of(part("x", OptionalLong.of(50), 1), part("y", OptionalLong.empty(), 2));
    DocumentStream stream = new DocumentStream(parts, 30, 5);
    Set<String> held = new HashSet<>(stream.heldOut().stream().map(d -> text(d)).toList());
    assertEquals(30, held.size());
    assertEquals(10, held.stream().filter(text -> text.startsWith("x")).count());
    Set<String> trained = new HashSet<>(texts(stream, 0, 500));
    assertEquals(40, trained.stream().filter(text -> text.startsWith("x")).count());
    trained.retainAll(held);
    assertEquals(Set.of(), trained);
    DocumentStream otherSeed = new DocumentStream(parts, 30, 6);
    assertEquals(held, new HashSet<>(otherSeed.heldOut().stream().map(d -> text(d)).toList()));
    PareException tooMany =
        assertThrows(PareException.class, () -> new DocumentStream(parts, 90, 5));
    assertTrue(
        tooMany.getMessage().startsWith("data 1: has 50 documents, too few to hold out 30"),
        tooMany.getMessage());
  }

  @Test
  void sourcesTakeTurnsByTheirWeights() {
    DocumentStream stream =
        new DocumentStream(
            List.of(
                part("x", OptionalLong.of(7), 1),
                part("y", OptionalLong.empty(), 0.5),
                part("z", OptionalLong.of(1000), 2.5)),
            0,
            5);
    double[] shares = {0.25, 0.125, 0.625};
    int[] counts = new int[3];
    for (int i = 0; i < 4000; i++) {
      int which = text(stream.document(i)).charAt(0) - 'x';
      counts[which]++;
      assertTrue(Math.abs(counts[which] - (i + 1) * shares[which]) < 2, "at " + i);
    }
    assertEquals(OptionalLong.empty(), stream.pass());
  }

  @Test
  void linesAndFilesAndJsonLinesAreDocuments() throws IOException {
    Path file = Files.writeString(temp.resolve("a.txt"), "one\n\n  two \r\n\u00fc three");
    Path json = Files.writeString(temp.resolve("a.jsonl"), "{\"t\":\"one\\ntwo\",\"n\":1}\n");
    assertEquals(List.of("one", "two", "\u00fc three"), all("text", file, Map.of()));
    assertEquals(List.of(Files.readString(file)), all("text", file, Map.of("document", "file")));
    assertEquals(List.of("one\ntwo"), all("jsonl", json, Map.of("field", "t")));
  }

  @Test
  void badFilesAreNamed() throws IOException {
    Path json = Files.writeString(temp.resolve("a.jsonl"), "{\"text\":\"a\"}\n{\"text\":3}\n");
    assertFailure("a.jsonl line 2: \"text\" is 3, not a string", "jsonl", json);
    Files.writeString(json, "{\"text\":\"a\"}\nbad\n");
    assertFailure("a.jsonl line 2: ", "jsonl", json);
    Path blank = Files.writeString(temp.resolve("blank"), " \n\n");
    assertFailure("blank: holds no text", "text", blank);
    Path empty = Files.writeString(temp.resolve("empty"), "");
    assertFailure("empty: holds no text", "text", empty);
    Path latin = Files.write(temp.resolve("latin"), new byte[] {'a', (byte) 0xe4, 'b'});
    assertFailure("latin line 1: not UTF-8 text", "text", latin);
    assertFailure("none: ", "text", temp.resolve("none"));
    assertFailure(temp.getFileName() + ": ", "text", temp);
  }

  private void assertFailure(String named, String kind, Path file) {
    PareException e = assertThrows(PareException.class, () -> all(kind, file, Map.of()));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  private static List<String> all(String key, Path file, Map<String, Object> settings) {
    SourceKind kind =
        SourceKind.bundled().stream().filter(k -> k.key().equals(key)).findFirst().orElseThrow();
    Map<String, Object> item = new HashMap<>(settings);
    item.put(key, file.toString());
    try (DocumentSource source = kind.open(new JsonObject("data 1", item), file.getRoot(), 0)) {
      return LongStream.range(0, source.size().orElseThrow())
          .mapToObj(i -> text(source.document(i)))
          .toList();
    }
  }
}
