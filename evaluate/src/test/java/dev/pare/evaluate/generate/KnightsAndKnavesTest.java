package dev.pare.evaluate.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Solves the puzzles from their text alone. */
final class KnightsAndKnavesTest {
  private static final Pattern LINE = Pattern.compile("(\\w+) says: \"(.*)\\.\"");
  private static final Pattern CLAIM = Pattern.compile("(\\w+) (?:is|am) a (knight|knave)");

  private static boolean claim(String speaker, String text, Map<String, String> roles) {
    Matcher claim = CLAIM.matcher(text);
    assertTrue(claim.matches(), text);
    String who = claim.group(1).equals("I") ? speaker : claim.group(1);
    return roles.get(who).equals(claim.group(2));
  }

  private static boolean truth(String speaker, String text, Map<String, String> roles) {
    if (text.startsWith("It is not true that ")) {
      return !claim(speaker, text.substring(20), roles);
    }
    for (String word : List.of(" if and only if ", ", or both", ", then ", " and ")) {
      if (!text.contains(word)) {
        continue;
      }
      String plain = text.replace(", or both", "").replaceFirst("^If ", "");
      String[] two = plain.split(word.equals(", or both") ? " or " : word, -1);
      assertEquals(2, two.length, text);
      boolean one = claim(speaker, two[0], roles);
      boolean other = claim(speaker, two[1], roles);
      return switch (word) {
        case " and " -> one && other;
        case ", or both" -> one || other;
        case ", then " -> !(one && !other);
        default -> (one && other) || (!one && !other);
      };
    }
    return claim(speaker, text, roles);
  }

  /** Every assignment, by name, that agrees with what is said. */
  private static List<Map<String, String>> solutions(String statements) {
    Map<String, String> said = new TreeMap<>();
    for (String line : statements.split("\n", -1)) {
      Matcher match = LINE.matcher(line);
      assertTrue(match.matches(), line);
      said.put(match.group(1), match.group(2));
    }
    List<Map<String, String>> worlds = new ArrayList<>(List.of(Map.of()));
    for (String name : said.keySet()) {
      List<Map<String, String>> more = new ArrayList<>();
      for (Map<String, String> world : worlds) {
        for (String role : List.of("knight", "knave")) {
          Map<String, String> next = new HashMap<>(world);
          next.put(name, role);
          more.add(next);
        }
      }
      worlds = more;
    }
    worlds.removeIf(
        roles ->
            said.entrySet().stream()
                .anyMatch(
                    s ->
                        truth(s.getKey(), s.getValue(), roles)
                            != roles.get(s.getKey()).equals("knight")));
    return worlds;
  }

  private static Map<String, String> roles(String text) {
    Map<String, String> roles = new HashMap<>();
    Matcher claim = CLAIM.matcher(text);
    while (claim.find()) {
      roles.put(claim.group(1), claim.group(2));
    }
    return roles;
  }

  @Test
  void theAnswerIsTheOnlySolution() {
    List<Sample> samples = Made.samples("knights-and-knaves", "people: [2, 3, 4, 5]", 1, 400);
    assertEquals(800, samples.size());
    Set<String> forms = new HashSet<>();
    for (Sample sample : samples) {
      String right = sample.texts(Sample.CHOICES).get(sample.answerIndex());
      assertEquals(
          List.of(roles(right)), solutions(sample.text("statements")), sample.text("statements"));
      assertEquals(List.of(right), sample.texts(Sample.ANSWERS));
      int people = Integer.parseInt(sample.text("size"));
      assertEquals(people, roles(right).size());
      assertEquals(1 << people, Set.copyOf(sample.texts(Sample.CHOICES)).size());
      assertEquals(roles(right).keySet(), Set.of(sample.text("people").split(", | and ", -1)));
      sample
          .text("statements")
          .lines()
          .map(line -> line.replaceAll("^\\w+ says: |\\w+ (is|am) a (knight|knave)", "_"))
          .forEach(forms::add);
    }
    assertEquals(6, forms.size(), forms.toString());
  }

  @Test
  void aTwinDiffersInOneStatementAndInItsSolution() {
    List<Sample> samples = Made.samples("knights-and-knaves", "", 2, 300);
    for (int i = 0; i < samples.size(); i += 2) {
      List<String> original = samples.get(i).text("statements").lines().toList();
      List<String> twin = samples.get(i + 1).text("statements").lines().toList();
      int different = 0;
      for (int line = 0; line < original.size(); line++) {
        different += original.get(line).equals(twin.get(line)) ? 0 : 1;
      }
      assertEquals(1, different);
      assertNotEquals(samples.get(i).answerIndex(), samples.get(i + 1).answerIndex());
    }
  }

  @Test
  void ofOnePersonTheTwinMakesTheOther() {
    List<Sample> samples = Made.samples("knights-and-knaves", "ask: one, people: 3", 3, 300);
    int knights = 0;
    for (int i = 0; i < samples.size(); i += 2) {
      for (Sample sample : samples.subList(i, i + 2)) {
        String role = solutions(sample.text("statements")).get(0).get(sample.text("person"));
        assertEquals(List.of(role), sample.texts(Sample.ANSWERS));
        assertEquals(role, sample.texts(Sample.CHOICES).get(sample.answerIndex()));
      }
      assertEquals(samples.get(i).text("person"), samples.get(i + 1).text("person"));
      assertEquals(1, samples.get(i).answerIndex() + samples.get(i + 1).answerIndex());
      knights += samples.get(i).answerIndex();
    }
    assertTrue(knights > 100 && knights < 200, "knights: " + knights);
  }

  /** 1000 puzzles, 8 assignments: each 125 times, give or take five deviations of 10.5. */
  @Test
  void everyAssignmentIsAsLikely() {
    int[] counts = new int[8];
    List<Sample> samples = Made.samples("knights-and-knaves", "people: 3", 4, 1000);
    for (int i = 0; i < samples.size(); i += 2) {
      counts[samples.get(i).answerIndex()]++;
    }
    assertTrue(
        Arrays.stream(counts).allMatch(count -> Math.abs(count - 125) < 53),
        Arrays.toString(counts));
  }
}
