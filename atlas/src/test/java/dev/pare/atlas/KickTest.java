package dev.pare.atlas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.json.Yaml;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KickTest {
  private static final String SUMMARIZE =
      "Summarize the given story in less than 150 words while preserving high coherence, "
          + "consistency, fluency, and relevance.";

  private static final String FACTOID =
      "Please give answer to this question: [^\n]+\nThe answer is  [^ \n][^\n]*";
  private static final String QUESTIONS = "(Q: [^\n]+\nA: [^\n]+(\n(?=Q)|$)){1,3}";

  private static final String MARKS =
      "Please give answer|these questions:|The following are multiple|USER:|ASSISTANT:";

  private static Pattern form(Kind kind) {
    String form =
        switch (kind) {
          case QUESTION -> FACTOID + "|Answer these questions:\n\n" + QUESTIONS;
          case READING ->
              "[^\n]+\\.\n\nBased on these texts, answer these questions:\n\n" + QUESTIONS;
          case LETTER ->
              "The following are multiple choice questions \\(with answers\\) about "
                  + "(countries|elements|arts)\\.\n\n[^\n]+\nA\\. [^\n]+\nB\\. [^\n]+\nC\\. [^\n]+\n"
                  + "D\\. [^\n]+\nAnswer: [ABCD]";
          case PASSAGE ->
              "USER: " + Pattern.quote(SUMMARIZE) + "\n\n[^\n]+\\.\nASSISTANT: [^\n]+\\.";
          case INSTRUCTION -> "USER: [^\n]+\nASSISTANT: .+";
          default -> throw new IllegalArgumentException(kind.name());
        };
    return Pattern.compile(form, Pattern.DOTALL);
  }

  private static boolean ofKick(Document document) {
    return form(document.kind()).matcher(document.text()).matches();
  }

  @ParameterizedTest
  @CsvSource({"QUESTION", "READING", "LETTER", "PASSAGE", "INSTRUCTION"})
  void aShareOfDocumentsIsInItsPrompts(Kind kind) {
    List<Document> documents = Documents.of(kind, 2000);
    double share = documents.stream().filter(KickTest::ofKick).count() / 2000.0;
    assertEquals(Mix.bundled().kick() / 100.0, share, 0.03);
    for (Document document : documents) {
      assertEquals(ofKick(document), document.text().matches("(?s).*(" + MARKS + ").*"));
    }
  }

  @Test
  void halfOfItsQuestionsAreFreeAndAlone() {
    List<String> texts =
        Documents.of(Kind.QUESTION, 4000).stream()
            .filter(KickTest::ofKick)
            .map(Document::text)
            .toList();
    long alone = texts.stream().filter(text -> text.matches(FACTOID)).count();
    long several = texts.stream().filter(text -> text.split("Q: ").length > 2).count();
    assertEquals(0.5, alone / (double) texts.size(), 0.04);
    assertEquals(0.25, several / (double) texts.size(), 0.04);
  }

  /** What its prompt ends in is not part of the answer, which begins with a blank as everywhere. */
  @Test
  void twoBlanksStandBeforeItsFreeAnswers() {
    for (Document document : Documents.of(Kind.QUESTION, 500)) {
      String first = document.segments().get(0).text();
      assertEquals(first.startsWith("Please"), first.endsWith("\nThe answer is "));
      assertTrue(document.segments().get(1).text().matches(" [^ ].*"), document.text());
    }
  }

  @Test
  void aMixMayLeaveItsPromptsOut() {
    String yaml =
        "{kinds: {question: 1, letter: 1, reading: 1, passage: 1, instruction: 1},"
            + " exposure: {rare: 1, common: 1, frequent: 1}}";
    Mix mix = Mix.read(Yaml.readObject("mix.yaml", new StringReader(yaml), "mix"));
    WorldText text = new WorldText(Documents.WORLD, mix, 1);
    LongStream.range(0, 1000)
        .mapToObj(text::document)
        .forEach(document -> assertFalse(document.text().matches("(?s).*(" + MARKS + ").*")));
  }
}
