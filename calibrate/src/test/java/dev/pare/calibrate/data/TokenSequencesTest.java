package dev.pare.calibrate.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.AsciiTokenizer;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallLlama;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sequences of a model whose tokens are characters, from the start token 1 on. */
class TokenSequencesTest {
  private static final String CHATS =
      "{% for m in messages %}<s>{{ m['role'] }}:{{ m['content'] }}</s>{% endfor %}";

  @TempDir private Path temp;

  private static RandomCheckpoint model() {
    return SmallLlama.of(DType.F32, Map.of("vocab_size", (long) AsciiTokenizer.VOCABULARY), 7)
        .withCompanion("tokenizer.json", AsciiTokenizer.json());
  }

  private CalibrationText text(String name, String content, double weight) throws IOException {
    Path file = Files.writeString(temp.resolve(name), content);
    return new CalibrationText(file, name.endsWith(".jsonl"), Optional.empty(), weight);
  }

  private static TokenSequences read(int count, int length, long seed, CalibrationText... texts) {
    return TokenSequences.read(Arrays.asList(texts), count, length, model(), seed);
  }

  /** Characters; the special tokens as {@code <}, {@code >}. */
  private static String shown(int[] ids) {
    return Arrays.stream(ids)
        .mapToObj(id -> id == 1 ? "<" : id == 2 ? ">" : id == 3 ? "\n" : "" + (char) (id - 4 + ' '))
        .collect(Collectors.joining());
  }

  @Test
  void runningTextIsTakenFromAllItsParts() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (char c = 'a'; c <= 'z'; c++) {
      lines.append(String.valueOf(c).repeat(30)).append("\n\n");
    }
    TokenSequences sequences = read(13, 40, 4, text("a.txt", lines.toString(), 1));
    for (int i = 0; i < 13; i++) {
      String shown = shown(sequences.ids().get(i));
      assertEquals(40, shown.length());
      assertEquals('<', shown.charAt(0));
      int line = Math.min(shown.charAt(1) - 'a', 24); // the last line has to begin earlier
      assertTrue(i == 12 || line / 2 == i, shown);
      if (i < 12) {
        assertTrue(shown.contains((char) ('a' + line) + "\n\n" + (char) ('b' + line)), shown);
      }
    }
    assertEquals(sequences.sha256(), read(13, 40, 4, text("a.txt", lines.toString(), 1)).sha256());
    assertNotEquals(
        sequences.sha256(), read(13, 40, 5, text("a.txt", lines.toString(), 1)).sha256());
  }

  @Test
  void runningTextOfOneLineIsCutAnywhere() throws IOException {
    StringBuilder line = new StringBuilder();
    for (char c = 'a'; c <= 'z'; c++) {
      line.append(String.valueOf(c).repeat(30));
    }
    TokenSequences sequences = read(13, 40, 4, text("a.txt", line.toString(), 1));
    for (int i = 0; i < 13; i++) {
      String shown = shown(sequences.ids().get(i));
      assertEquals('<', shown.charAt(0));
      assertTrue(i == 0 || line.indexOf(shown.substring(1)) >= 50 * i, shown);
      assertTrue(line.indexOf(shown.substring(1)) <= 60 * (i + 1), shown);
    }
    refused("holds 781 tokens, less than one sequence of 800", 800, line.toString());
  }

  private void refused(String named, int length, String content) throws IOException {
    CalibrationText text = text("short.txt", content, 1);
    PareException e = assertThrows(PareException.class, () -> read(2, length, 1, text));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  @Test
  void linesOfJsonFollowOneAnotherInSomeOrder() throws IOException {
    String lines =
        "{\"text\": \"aaaa\"}\n\n{\"text\": \"bbbb\", \"more\": 1}\n{\"text\": \"cccc\"}\n";
    TokenSequences sequences = read(5, 12, 1, text("a.jsonl", lines, 1));
    String all =
        sequences.ids().stream().map(TokenSequencesTest::shown).collect(Collectors.joining());
    assertEquals(60, all.length());
    for (int i = 0; i + 18 <= 60; i += 18) { // each pass has every line
      Set<String> pass = new HashSet<>();
      for (int j = i; j < i + 18; j += 6) {
        pass.add(all.substring(j, j + 6));
      }
      assertEquals(Set.of("<aaaa>", "<bbbb>", "<cccc>"), pass);
    }
  }

  @Test
  void conversationsAreAsTheModelsTemplateWritesThem() throws IOException {
    String line =
        "{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"},"
            + " {\"role\": \"assistant\", \"content\": \"yo\"}]}\n";
    CalibrationText chats = text("a.jsonl", line, 1);
    Checkpoint model =
        model().withCompanion("chat_template.jinja", CHATS.getBytes(StandardCharsets.UTF_8));
    String expected = "<user:hi><assistant:yo>";
    TokenSequences sequences = TokenSequences.read(List.of(chats), 1, expected.length(), model, 0);
    assertEquals(expected, shown(sequences.ids().get(0)));
    refused("has no chat template", chats);
  }

  @Test
  void sourcesGiveInProportionToTheirWeights() throws IOException {
    CalibrationText a = text("a.txt", "a".repeat(99), 1);
    CalibrationText b = text("b.txt", "b".repeat(99), 2.5);
    CalibrationText c = text("c.txt", "c".repeat(99), 0.5);
    TokenSequences sequences = read(16, 5, 0, a, b, c);
    String all =
        sequences.ids().stream()
            .map(ids -> shown(ids).substring(1, 2))
            .collect(Collectors.joining());
    assertEquals("aaaabbbbbbbbbbcc", all);
    assertEquals(3, sequences.sources().size());
    assertEquals(2.5, sequences.sources().get(1).get("weight"));
    assertArrayEquals(new int[] {0, 1, 0}, TokenSequences.counts(List.of(a, b, c), 1));
  }

  @Test
  void whatIsNoTextIsRefusedByName() throws IOException {
    refused("holds 4 tokens, less than one sequence of 8", text("short.txt", "abc", 1));
    refused("holds 5 tokens, less", text("short.jsonl", "{\"text\": \"abc\"}", 1));
    refused("blank.txt: holds no text", text("blank.txt", " \n\n", 1));
    refused("line 2: not valid JSON", text("a.jsonl", "{\"text\": \"abc\"}\nabc\n", 1));
    refused("\"text\" is missing", text("b.jsonl", "{\"code\": \"abc\"}", 1));
    refused("\"role\" is missing", text("c.jsonl", "{\"messages\": [{\"content\": \"\"}]}", 1));
    refused("\"messages\" is hi, not an array", text("d.jsonl", "{\"messages\": \"hi\"}", 1));
    Files.write(temp.resolve("latin.txt"), new byte[] {'a', (byte) 0xe9});
    refused(
        "latin.txt line 1: not UTF-8 text",
        new CalibrationText(temp.resolve("latin.txt"), false, Optional.empty(), 1));
    refused("none: no such file", new CalibrationText(Path.of("none"), false, Optional.empty(), 1));
  }

  private static void refused(String named, CalibrationText text) {
    PareException e = assertThrows(PareException.class, () -> read(2, 8, 0, text));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  @Test
  void aModelWithoutATokenizerIsRefused() throws IOException {
    CalibrationText text = text("a.txt", "a".repeat(99), 1);
    Checkpoint bare = RandomCheckpoint.small(DType.F32, 1);
    PareException e =
        assertThrows(PareException.class, () -> TokenSequences.read(List.of(text), 1, 8, bare, 0));
    assertTrue(e.getMessage().contains("tokenizer"), e.getMessage());
  }
}
