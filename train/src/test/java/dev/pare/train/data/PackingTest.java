package dev.pare.train.data;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows hold documents, each token once and in order, with the weights that were given. */
class PackingTest {
  private static final int LENGTH = 40;
  private static final long SEED = 11;
  private static final float QUESTION = 0.25f;
  private static final float END = 0.75f;

  private final DocumentEncoder encoder = ByteTokens.encoder();

  /** Number 7 is q7 with some blanks and a7. */
  private static Document numbered(long number) {
    Piece question = new Piece("q" + number + " ".repeat((int) (number % 23)), QUESTION);
    return new Document(List.of(question, new Piece("a" + number, 1)), END);
  }

  private static String text(Document document) {
    return document.pieces().stream().map(Piece::text).collect(joining());
  }

  private Packing packing(double sampleBelow, long seed) {
    MadeDocuments numbers = new MadeDocuments(OptionalLong.empty(), PackingTest::numbered);
    return packing(numbers, sampleBelow, seed);
  }

  private Packing packing(DocumentSource source, double sampleBelow, long seed) {
    DocumentStream.Part all = new DocumentStream.Part(source, 1);
    DocumentStream stream = new DocumentStream(List.of(all), 0, seed);
    return new Packing(stream, encoder, LENGTH, sampleBelow, seed);
  }

  private static List<String> documents(PackedRow row) {
    return List.of(ByteTokens.text(row.ids).split("\n"));
  }

  @Test
  void everyDocumentIsThereOnceAndWhole() {
    Packing packing = packing(0, SEED);
    Packing.Group first = packing.group(0);
    Packing.Group second = packing.group(first.next());
    Map<String, Integer> seen = new HashMap<>();
    for (Packing.Group group : List.of(first, second)) {
      group.rows().forEach(row -> documents(row).forEach(t -> seen.merge(t, 1, Integer::sum)));
    }
    assertEquals(second.next(), seen.size());
    for (long i = 0; i < second.next(); i++) {
      assertEquals(1, seen.get(text(numbered(i))), "document " + i);
    }
  }

  @Test
  void weightsAreThePieces() {
    for (PackedRow row : packing(0, SEED).group(0).rows()) {
      float[] expected = new float[LENGTH];
      int at = 0;
      for (String text : documents(row)) {
        Arrays.fill(expected, at, at + text.length(), 1);
        Arrays.fill(expected, at, at + text.indexOf('a'), QUESTION);
        at += text.length();
        expected[at++] = END;
      }
      expected[0] = 0; // nothing comes before it
      assertArrayEquals(expected, row.weights);
    }
  }

  @Test
  void rowsAreAFunctionOfSeedAndPlace() {
    long next = packing(0.5, SEED).group(0).next();
    List<PackedRow> once = packing(0.5, SEED).group(next).rows();
    List<PackedRow> again = packing(0.5, SEED).group(next).rows();
    assertEquals(once.size(), again.size());
    for (int i = 0; i < once.size(); i++) {
      assertArrayEquals(once.get(i).ids, again.get(i).ids);
      assertArrayEquals(once.get(i).weights, again.get(i).weights);
    }
    PackedRow other = packing(0.5, SEED + 1).group(next).rows().get(0);
    assertFalse(Arrays.equals(once.get(0).ids, other.ids));
  }

  /** Over many draws each prediction's mean weight is the one it was given. */
  @Test
  void samplingKeepsTheExpectation() {
    List<PackedRow> rows = packing(0, SEED).group(0).rows();
    int draws = 400;
    double least = 0.5;
    double deviation = Math.sqrt(QUESTION * (least - QUESTION) / draws); // of one's mean
    double[] sums = new double[2];
    for (int r = 0; r < rows.size(); r++) {
      PackedRow row = rows.get(r);
      double[] mean = new double[LENGTH];
      for (int draw = 0; draw < draws; draw++) {
        PackedRow sampled = new PackedRow(row.ids, row.weights.clone());
        sampled.sample(least, Chance.bits(draw, r));
        for (int i = 0; i < LENGTH; i++) {
          mean[i] += sampled.weights[i] / draws;
          assertTrue(sampled.weights[i] == 0 || sampled.weights[i] >= least);
        }
      }
      for (int i = 0; i < LENGTH; i++) {
        double tolerance = row.weights[i] < least ? 5 * deviation : 1e-6;
        assertEquals(row.weights[i], mean[i], tolerance);
        sums[0] += row.weights[i];
        sums[1] += mean[i];
      }
    }
    assertEquals(sums[0], sums[1], 4 * deviation * Math.sqrt(rows.size() * LENGTH));
  }

  @Test
  void longTextsAreCutAndNothingTellsAPartsFirstToken() {
    String text = IntStream.range(0, 60).mapToObj(i -> "w" + i).collect(joining(" "));
    StringBuilder joined = new StringBuilder();
    for (EncodedDocument part : encoder.encode(Document.of(text)).parts(LENGTH)) {
      long[] ids = new long[part.length()];
      float[] weights = new float[part.length()];
      part.copyTo(0, ids, weights);
      assertTrue(part.length() <= LENGTH);
      assertEquals(joined.isEmpty() ? 1 : 0, weights[0]);
      joined.append(ByteTokens.text(ids));
    }
    assertEquals(text + "\n", joined.toString());
  }

  @Test
  void dataThatCountsNothingIsNamed() {
    Document nothing = new Document(List.of(new Piece("x", 0)), 0);
    Packing packing = packing(new MadeDocuments(OptionalLong.of(9), i -> nothing), 0, SEED);
    PareException e = assertThrows(PareException.class, () -> packing.group(0));
    assertTrue(e.getMessage().contains("holds no token that counts"), e.getMessage());
  }
}
