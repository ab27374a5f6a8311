package dev.pare.atlas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.io.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WorldTextTest {
  private static final List<Wording> HELD_BACK = List.of(Wording.DEVELOPMENT, Wording.HELD);
  private static final Pattern ARTICLE = Pattern.compile("\\b([Aa]n?) ([A-Za-z]\\w*)");

  /** Documents of this kind never change: what they are made of may only be added as a new kind. */
  @ParameterizedTest
  @CsvSource({
    "STATEMENT, d68c357b1dcac7b6",
    "QUESTION, 723ee6aa88f210a0",
    "LISTING, f424270667860dd4",
    "CHOICE, 79f4a12a1916af51",
    "LETTER, e00144e5bccbcfe7",
    "TRUTH, 1cd28125bff757c1",
    "READING, fc15bb1de2892020",
    "RECALL, 694aa3ca236a7b01",
    "PASSAGE, 598165b0c5ade49f",
    "INSTRUCTION, 6311add5f76a9688",
    "PLAIN, 105290009b3b8ac6"
  })
  void sameForEver(Kind kind, String hash) {
    MessageDigest digest = Hashes.digest();
    for (Document document : Documents.of(kind, 500)) {
      for (Segment segment : document.segments()) {
        String line = segment.part() + "\t" + segment.text() + "\f";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    assertEquals(hash, HexFormat.of().formatHex(digest.digest()).substring(0, 16));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void readsWell(Kind kind) {
    for (Document document : Documents.of(kind, 2000)) {
      String text = document.text().replace("\nThe answer is  ", "\nThe answer is ");
      assertTrue(text.matches("[ -~\n]+"), text);
      assertFalse(
          text.contains("  ") || text.contains(" \n") || text.matches("(?s).* \\.(?![a-z]).*"),
          text);
      assertFalse(text.contains("{s") || text.contains("{S") || text.contains(".."), text);
      assertTrue(text.equals(text.strip()), text);
      assertTrue(text.split("\\s+").length <= 100, () -> "long: " + text);
      if (kind != Kind.RECALL) {
        articlesFit(text);
      }
    }
  }

  /** A before a consonant's sound, an before a vowel's. */
  private static void articlesFit(String text) {
    Matcher article = ARTICLE.matcher(text.replaceAll("\"[^\"]*\"", "TITLE"));
    while (article.find()) {
      String word = article.group(2);
      boolean letter = word.length() == 1 || word.equals(word.toUpperCase(Locale.ROOT));
      if (!letter && !text.contains("\nA. ")) {
        boolean vowel = word.matches("(?i)[aeiou].*|hour.*");
        assertEquals(vowel, article.group(1).length() == 2, article.group() + " in " + text);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void segmentsBeginWhereWordsDo(Kind kind) {
    for (Document document : Documents.of(kind, 500)) {
      String before = "";
      for (Segment segment : document.segments()) {
        boolean starts = before.isEmpty() || before.endsWith("\n") || before.endsWith(" ");
        assertTrue(starts || segment.text().matches("(?s)[^A-Za-z0-9].*"), document.text());
        assertFalse(segment.text().isEmpty());
        before += segment.text();
      }
      boolean answers = document.segments().stream().anyMatch(s -> s.part() == Part.ANSWER);
      assertEquals(kind != Kind.PLAIN, answers);
    }
  }

  @Test
  void factsAreToldRightly() {
    for (Kind kind : List.of(Kind.STATEMENT, Kind.QUESTION, Kind.LISTING, Kind.CHOICE)) {
      for (Document document : Documents.of(kind, 1000)) {
        assertFalse(document.facts().isEmpty());
        for (String id : document.facts()) {
          Fact fact = Documents.WORLD.fact(id);
          assertTrue(
              fact.objects().stream().anyMatch(object -> document.text().contains(object.text())),
              document.text());
        }
      }
    }
  }

  @Test
  void factsHeldFromChoicesAppearInNone() {
    for (Kind kind : List.of(Kind.CHOICE, Kind.LETTER, Kind.TRUTH)) {
      for (Document document : Documents.of(kind, 2000)) {
        document.facts().forEach(id -> assertFalse(Documents.WORLD.fact(id).heldFromChoices()));
      }
    }
    long held = Documents.WORLD.facts().stream().filter(Fact::heldFromChoices).count();
    assertEquals(0.15, held / (double) Documents.WORLD.facts().size(), 0.02);
  }

  @Test
  void mentionsFollowExposure() {
    Map<Exposure, Integer> told = new HashMap<>();
    Map<Exposure, Integer> facts = new HashMap<>();
    Documents.WORLD.facts().forEach(fact -> facts.merge(fact.exposure(), 1, Integer::sum));
    LongStream.range(0, 40_000)
        .mapToObj(Documents.TEXT::document)
        .flatMap(document -> document.facts().stream())
        .forEach(id -> told.merge(Documents.WORLD.fact(id).exposure(), 1, Integer::sum));
    double rare = told.get(Exposure.RARE) / (double) facts.get(Exposure.RARE);
    for (Exposure exposure : Exposure.values()) {
      double each = told.get(exposure) / (double) facts.get(exposure);
      int weight = Mix.bundled().exposure().get(exposure);
      assertEquals(weight, each / rare, 0.2 * weight, exposure.name());
    }
  }

  @Test
  void kindsFollowTheMix() {
    Mix mix = Mix.bundled();
    int all = mix.kinds().values().stream().mapToInt(Integer::intValue).sum();
    Map<Kind, Long> counts =
        LongStream.range(0, 10_000)
            .mapToObj(index -> Documents.TEXT.document(index).kind())
            .collect(Collectors.groupingBy(kind -> kind, Collectors.counting()));
    mix.kinds()
        .forEach(
            (kind, weight) ->
                assertEquals(weight / (double) all, counts.get(kind) / 1e4, 0.015, kind.name()));
  }

  @Test
  void whatIsAskedOfAContextStandsInIt() {
    for (Document document : Documents.of(Kind.READING, 1000)) {
      String context = document.segments().get(0).text();
      for (Segment segment : document.segments()) {
        boolean answer = segment.part() == Part.ANSWER && !segment.text().equals("\n");
        assertTrue(!answer || context.contains(segment.text() + "."), document.text());
      }
    }
  }

  @Test
  void pairsAreRecalledAsTold() {
    for (Document document : Documents.of(Kind.RECALL, 1000)) {
      List<Segment> segments = document.segments();
      String told = segments.get(0).text();
      for (int i = 1; i + 1 < segments.size(); i += 3) {
        String key = segments.get(i).text().replaceFirst("^\n(Again\\. |Now: )?", "").strip();
        assertTrue(told.contains(key + segments.get(i + 1).text() + "."), document.text());
      }
    }
  }

  @Test
  void trainingHasNoHeldWordingAndNoHeldName() {
    Set<String> held = new HashSet<>();
    for (Fact fact : Documents.WORLD.facts()) {
      Frames frames = fact.relation().frames();
      for (Wording wording : HELD_BACK) {
        frames.statements(wording).forEach(frame -> held.add(frame.about(fact.subject())));
        frames.questions(wording).forEach(frame -> held.add(frame.about(fact.subject())));
      }
    }
    for (Kind kind : List.of(Kind.STATEMENT, Kind.QUESTION, Kind.CHOICE, Kind.LETTER, Kind.TRUTH)) {
      for (Document document : Documents.of(kind, 2000)) {
        for (Segment segment : document.segments()) {
          String text = segment.text().replaceAll("^\\w+: |\n.*", "").strip();
          assertFalse(held.contains(text), text);
        }
        for (String id : document.facts()) {
          Fact fact = Documents.WORLD.fact(id);
          for (Wording wording : HELD_BACK) {
            for (Frame frame : fact.relation().frames().questions(wording)) {
              assertFalse(document.text().contains(frame.about(fact.subject())), document.text());
            }
          }
        }
      }
    }
  }

  @Test
  void documentsDependOnSeedAndIndexAlone() {
    WorldText again = new WorldText(World.read(), Mix.bundled(), 7);
    WorldText other = new WorldText(Documents.WORLD, Mix.bundled(), 8);
    assertEquals(Documents.TEXT.document(123), again.document(123));
    assertFalse(Documents.TEXT.document(123).equals(other.document(123)));
  }
}
