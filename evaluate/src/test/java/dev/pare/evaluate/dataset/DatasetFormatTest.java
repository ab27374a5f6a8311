package dev.pare.evaluate.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every layout in small, and what each refuses. */
final class DatasetFormatTest {
  @TempDir private Path folder;

  private List<Sample> read(String format, String file, String text) {
    return read(format, file, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  private List<Sample> read(String format, String file, byte[] text, Map<String, Object> fields) {
    try {
      Path path = Files.write(folder.resolve(file), text);
      List<Sample> samples = new ArrayList<>();
      DatasetFormat.named("task t", format, fields).read(path, file, samples::add);
      return samples;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertChoice(
      String question, List<String> choices, int answer, List<Sample> samples, int index) {
    assertEquals(question, samples.get(index).text(Sample.QUESTION));
    assertEquals(choices, samples.get(index).texts(Sample.CHOICES));
    assertEquals(answer, samples.get(index).answerIndex());
  }

  private static void assertOpen(String question, List<String> answers, List<Sample> samples) {
    assertEquals(1, samples.size());
    assertEquals(question, samples.get(0).text(Sample.QUESTION));
    assertEquals(answers, samples.get(0).texts(Sample.ANSWERS));
  }

  @Test
  void mmlu() {
    List<Sample> samples =
        read(
            "mmlu",
            "college_biology_test.csv",
            "\ufeff\"What, then?\",\"a \"\"b\"\"\",d,\"two\r\nlines\",e\"f,C\r\n\r\n\" q\n\",1,2,3,, A\n");
    assertChoice("What, then?", List.of("a \"b\"", "d", "two\nlines", "e\"f"), 2, samples, 0);
    assertChoice("q", List.of("1", "2", "3", ""), 0, samples, 1);
    assertEquals("college biology", samples.get(0).text("subject"));
    assertEquals("college_biology_test.csv#2", samples.get(1).id());
  }

  @Test
  void conversationsWithAndWithoutTheirAnswers() throws IOException {
    String questions =
        """
        {"question_id": 4, "text": "How?", "category": "generic"}
        {"question_id": 9, "text": "Why?", "category": "math"}
        """;
    List<Sample> alone = read("vicuna", "question.jsonl", questions);
    assertEquals("Why?", alone.get(1).text(Sample.QUESTION));
    assertEquals("math", alone.get(1).text("category"));
    assertTrue(alone.stream().noneMatch(s -> s.fields().containsKey(Sample.ANSWERS)));
    Files.writeString(
        folder.resolve("answer_gpt35.jsonl"), "{\"question_id\": 9, \"text\": \"Thus.\"}\n");
    List<Sample> both = read("vicuna", "question.jsonl", questions);
    assertEquals(List.of("Thus."), both.get(1).texts(Sample.ANSWERS));
  }

  @Test
  void ofMtBenchTheFirstTurn() throws IOException {
    Files.createDirectories(folder.resolve("reference_answer"));
    Files.writeString(
        folder.resolve("reference_answer/gpt-4.jsonl"),
        "{\"question_id\": 81, \"choices\": [{\"turns\": [\"Four.\", \"Eight.\"]}]}\n");
    String question =
        "{\"question_id\": 81, \"category\": \"math\", \"turns\": [\"2+2?\", \"4+4?\"]}\n";
    assertOpen("2+2?", List.of("Four."), read("mt-bench", "question.jsonl", question));
    PareException e =
        assertThrows(
            PareException.class,
            () -> read("mt-bench", "q.jsonl", question.replace("\"2+2?\", \"4+4?\"", "")));
    assertTrue(e.getMessage().contains("has no turn"), e.getMessage());
  }

  @Test
  void articlesOfWikiTextWithoutHeadings() {
    String sentence = "It was a well @-@ known place of 1 @,@ 000 people . ";
    String text =
        "\n = Title = \n\n Lead about it . \n\n = = History = = \n\n "
            + sentence.repeat(20)
            + "\n\n = = = More = = = \n\n "
            + sentence.repeat(20)
            + "\n\n where x\n\n = y = \n\n goes on . \n\n = Short = \n\n A lead . \n\n Little .\n";
    List<Sample> samples = read("wikitext", "wiki.txt", text);
    assertEquals(1, samples.size(), "one has nothing to sum up, one is a torn formula");
    assertEquals("Title", samples.get(0).text("title"));
    assertEquals(List.of("Lead about it ."), samples.get(0).texts(Sample.ANSWERS));
    String said = "It was a well-known place of 1,000 people . ";
    assertEquals(
        said.repeat(20).strip() + "\n" + said.repeat(13).strip(), samples.get(0).text("story"));
  }

  @Test
  void arcAsPublishedAndAsExported() {
    List<Sample> samples =
        read(
            "arc",
            "arc.jsonl",
            """
            {"id": "1", "question": {"stem": "Why?", "choices": [{"text": "x", "label": "A"}, {"text": "y", "label": "B"}]}, "answerKey": "B"}

            {"id": "2", "question": "How?", "choices": {"text": ["p", "q", "r"], "label": ["1", "2", "3"]}, "answerKey": "1"}
            {"id": "3", "question_stem": "Who?", "choices": {"text": ["p", "q"], "label": ["A", "B"]}, "answerKey": "A"}
            """);
    assertChoice("Why?", List.of("x", "y"), 1, samples, 0);
    assertChoice("How?", List.of("p", "q", "r"), 0, samples, 1);
    assertChoice("Who?", List.of("p", "q"), 0, samples, 2);
  }

  @Test
  void piqaWithLabelsInsideAndBeside() throws IOException {
    String row = "{\"goal\": \"open it\", \"sol1\": \"pull\", \"sol2\": \"push\"";
    List<Sample> inside = read("piqa", "own.jsonl", row + ", \"label\": 1}\n");
    assertChoice("open it", List.of("pull", "push"), 1, inside, 0);
    Files.writeString(folder.resolve("valid-labels.lst"), "1\n0\n");
    List<Sample> beside = read("piqa", "valid.jsonl", row + "}\n" + row + "}\n");
    assertEquals(1, beside.get(0).answerIndex());
    assertEquals(0, beside.get(1).answerIndex());
  }

  @Test
  void boolq() {
    List<Sample> samples =
        read(
            "boolq",
            "b.jsonl",
            """
            {"question": "is it", "title": "t", "answer": true, "passage": "It is."}
            {"question": "is it", "passage": "It is not.", "idx": 1, "label": 0}
            """);
    assertChoice("is it", List.of("no", "yes"), 1, samples, 0);
    assertChoice("is it", List.of("no", "yes"), 0, samples, 1);
    assertEquals("It is not.", samples.get(1).text(Sample.CONTEXT));
  }

  @Test
  void winoGrande() {
    List<Sample> samples =
        read(
            "winogrande",
            "w.jsonl",
            "{\"sentence\": \"The cup fit the bag as _ was big.\", \"option1\": \"cup\","
                + " \"option2\": \"bag\", \"answer\": \"2\"}");
    assertEquals("The cup fit the bag as ", samples.get(0).text("before"));
    assertEquals("was big.", samples.get(0).text("after"));
    assertEquals(1, samples.get(0).answerIndex());
  }

  @Test
  void hellaSwag() {
    List<Sample> samples =
        read(
            "hellaswag",
            "h.jsonl",
            "{\"activity_label\": \"Baking\", \"ctx_a\": \"[header] How to bake [title] Mix.\","
                + " \"ctx_b\": \"then HE\", \"endings\": [\"[step] stirs it.\", \"leaves\","
                + " \"x\", \"y\"], \"label\": \"0\"}");
    assertChoice(
        "Baking: How to bake. Mix. Then he",
        List.of(" stirs it.", "leaves", "x", "y"),
        0,
        samples,
        0);
  }

  @Test
  void blimpAndBbhAndGsm8k() {
    List<Sample> pair =
        read(
            "blimp",
            "p.jsonl",
            "{\"sentence_good\": \"He is.\", \"sentence_bad\": \"He are.\", \"UID\": \"agree\"}");
    assertEquals(List.of("He is.", "He are."), pair.get(0).texts(Sample.CHOICES));
    assertOpen(
        "not True is",
        List.of("False"),
        read(
            "bbh",
            "boolean_expressions.json",
            "{\"canary\": {\"x\": [1]}, \"examples\": [{\"input\": \"not True is\", \"target\":"
                + " \"False\"}]}"));
    assertOpen(
        "How many?",
        List.of("1,234"),
        read(
            "gsm8k",
            "g.jsonl",
            "{\"question\": \"How many?\", \"answer\": \"1 + 1233 = <<1+1233=1234>>\\n#### 1,234\"}"));
  }

  @Test
  void openQuestionsAsPublished() {
    assertOpen(
        "where is it",
        List.of("here", "there"),
        read(
            "nq-open",
            "n.jsonl",
            "{\"question\":\"where is it\",\"answer\":[\"here\",\"there\"]}"));
    assertOpen(
        "Who?",
        List.of("ann", "annie"),
        read(
            "freebaseqa",
            "f.json",
            """
            {"Dataset": "x", "Version": "1", "Questions": [{"Question-ID": "1", "RawQuestion": "Who?", "Parses": [
              {"Answers": [{"AnswersMid": "m", "AnswersName": ["ann"]}]},
              {"Answers": [{"AnswersMid": "m", "AnswersName": ["ann", "annie"]}]}]}]}
            """));
    assertOpen(
        "Which?",
        List.of("A", "a", "the A"),
        read(
            "triviaqa",
            "t.json",
            "{\"Data\": [{\"Question\": \"Which?\", \"Answer\": {\"Value\": \"A\", \"Aliases\":"
                + " [\"a\", \"the A\"]}}]}"));
    assertOpen(
        "Which?",
        List.of("A", "a"),
        read(
            "triviaqa",
            "t.jsonl",
            "{\"question\": \"Which?\", \"answer\": {\"value\": \"A\", \"aliases\": [\"a\"]}}"));
    List<Sample> squad =
        read(
            "squad",
            "s.json",
            """
            {"version": "2", "data": [{"title": "t", "paragraphs": [{"context": "It is red.", "qas": [
              {"id": "1", "question": "What colour?", "answers": [{"text": "red", "answer_start": 6}, {"text": "red"}], "is_impossible": false},
              {"id": "2", "question": "What size?", "answers": [], "is_impossible": true}]}]}]}
            """);
    assertOpen("What colour?", List.of("red"), squad);
    assertEquals("It is red.", squad.get(0).text(Sample.CONTEXT));
  }

  @Test
  void instructions() {
    List<Sample> samples =
        read(
            "llm-adapters",
            "test.json",
            """
            [{"instruction": "Please choose the correct answer to the question: Is Answer1: a label?\\n\\nAnswer1: yes Answer2: no: never\\n\\nAnswer format: answer1/answer2", "input": "", "output": "", "answer": "answer2"},
             {"instruction": "Please choose the correct solution to the question: open\\n\\nSolution1: pull\\n\\nSolution2: push \\n\\nAnswer format: solution1/solution2", "answer": "solution1"},
             {"instruction": "Please answer the following question with true or false, question: is it?\\n\\nAnswer format: true/false", "answer": "true"},
             {"instruction": "Please choose the correct answer to fill in the blank to complete the given sentence: A saw B so _ hid.\\n\\nOption1: A Option2: B Answer format: option1/option2", "answer": "option2"}]
            """);
    assertChoice("Is Answer1: a label?", List.of("yes", "no: never"), 1, samples, 0);
    assertChoice("open", List.of("pull", "push"), 0, samples, 1);
    assertChoice("is it", List.of("no", "yes"), 1, samples, 2);
    assertEquals("A saw B so ", samples.get(3).text("before"));
    assertChoice("A saw B so _ hid.", List.of("A", "B"), 1, samples, 3);
  }

  @Test
  void openTriviaQaInMixedEncodings() {
    byte[] text =
        "\n#Q Who sang\r\nthis?\n^ Beyonc\u00e9\nA Ann\nB Beyonc\u00e9\nC \n\n#Q True?\n^ No\nA No\nB Yes\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    List<Sample> samples = read("opentriviaqa", "music", text, Map.of());
    assertChoice("Who sang\nthis?", List.of("Ann", "Beyonc\u00e9"), 1, samples, 0);
    assertEquals(List.of("Beyonc\u00e9"), samples.get(0).texts(Sample.ANSWERS));
    assertChoice("True?", List.of("No", "Yes"), 0, samples, 1);
  }

  @Test
  void triplesWithAndWithoutAHeader() {
    byte[] table = "from\tto\n\nA \"b\"\tc, d\r\n".getBytes(StandardCharsets.UTF_8);
    Sample own = read("tsv", "t", table, Map.of("subject", "from", "object", "to")).get(0);
    assertEquals(Map.of("subject", "A \"b\"", "object", "c, d"), own.fields());
    Sample bare = read("triples", "t", "A\tis a\tB\n").get(0);
    assertEquals(Map.of("subject", "A", "relation", "is a", "object", "B"), bare.fields());
  }

  @Test
  void paraRelWithItsPatternsBeside() throws IOException {
    Files.createDirectories(folder.resolve("facts"));
    Files.createDirectories(folder.resolve("patterns"));
    Files.writeString(
        folder.resolve("patterns/P36.jsonl"),
        "{\"pattern\": \"The capital of [X] is [Y] .\"}\n{\"pattern\": \"[X]'s capital, [Y].\"}\n");
    String fact = "{\"sub_label\": \"Nebraska\", \"obj_label\": \"Lincoln\", \"uuid\": \"4\"}";
    assertEquals(
        Map.of(
            "subject",
            "Nebraska",
            "relation",
            "P36",
            "object",
            "Lincoln",
            "statement",
            "The capital of [X] is [Y] ."),
        read("pararel", "facts/P36.jsonl", fact).get(0).fields());
    Files.writeString(folder.resolve("patterns/P37.jsonl"), "\n");
    PareException empty =
        assertThrows(PareException.class, () -> read("pararel", "facts/P37.jsonl", fact));
    assertTrue(empty.getMessage().contains("P37.jsonl: has no pattern"), empty.getMessage());
  }

  @Test
  void ownFilesByAFieldMap() {
    Map<String, Object> fields =
        Map.of("question", "title", "choices", List.of("a", "b"), "answer", "key");
    byte[] csv =
        "title,a,b,key,extra\nq,x,y,B,\n\"r\ns\",0,1,1,\n".getBytes(StandardCharsets.UTF_8);
    List<Sample> table = read("csv", "own.csv", csv, fields);
    assertChoice("q", List.of("x", "y"), 1, table, 0);
    assertChoice("r\ns", List.of("0", "1"), 1, table, 1);
    byte[] lines =
        "{\"q\": \"who\", \"answer\": {\"aliases\": [\"a\", \"b\"]}}"
            .getBytes(StandardCharsets.UTF_8);
    assertOpen(
        "who",
        List.of("a", "b"),
        read("jsonl", "own.jsonl", lines, Map.of("question", "q", "answers", "answer.aliases")));
    assertOpen(
        "who",
        List.of("a"),
        read("json", "own.json", "[{\"question\": \"who\", \"answers\": \"a\", \"more\": {}}]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mmlu         | q,a,b,c,d,A\\nq,a,b,c,A          | x:2: has 5 fields, not 6",
        "mmlu         | q,a,b,c,d,E                      | x:1: the answer \"E\" is no letter of 4 choices",
        "mmlu         | \"q,a,b,c,d,A\\n\\n              | x:1: opens a quote that is not closed",
        "mmlu         | \"q\"x,a,b,c,d,A                 | x:1: has text after a closing quote",
        "mmlu         | ``                               | x: has no records",
        "csv          | a,a\\n1,2                        | x:1: names a column twice",
        "csv          | a,b\\n1,2\\n\\n3                 | x:4: has 1 fields, the header 2",
        "csv          | a,b                              | x: has no records",
        "tsv          | a\\ta\\n1\\t2                    | x:1: names a column twice",
        "tsv          | a\\tb\\n\\n1                      | x:3: has 1 fields, the header 2",
        "triples      | a\\tr\\tb\\na\\tb                 | x:2: has 2 fields, not subject",
        "triples      | a\\tr\\tb\\tc                     | x:1: has 4 fields, not subject",
        "triples      | ``                               | x: has no records",
        "pararel      | {}                               | x: has no patterns at",
        "jsonl        | {\"a\": 1}\\n{\"a\": }           | x:2: not valid JSON",
        "jsonl        | {\"a\": 1} {                     | x:1: text after the JSON object",
        "jsonl        | [1]                              | x:1: not a JSON object",
        "jsonl        | {\"a\": 1, \"a\": 2}             | x:1: not valid JSON (Duplicate field",
        "json         | {\"a\": 1}                       | x: no JSON array",
        "json         | [{\"a\": 1},\\n{\"a\": 1         | x:2: not valid JSON",
        "json         | [{\"a\": 1},\\n7]                | x:2: not a JSON object",
        "arc          | {\"question\": \"q\", \"choices\": {\"text\": [\"a\", \"b\"], \"label\": [\"A\", \"B\"]}, \"answerKey\": \"C\"} | x:1: the answer \"C\" is none of [A, B]",
        "arc          | {\"question\": \"q\", \"choices\": {\"text\": [\"a\", \"b\"], \"label\": [\"A\"]}, \"answerKey\": \"A\"} | x:1: has 2 choices and 1 labels",
        "arc          | {\"question\": {\"stem\": \"q\", \"choices\": [{\"text\": \"a\"}]}, \"answerKey\": \"A\"} | x:1 question choices: \"label\" is missing",
        "piqa         | {\"goal\": \"g\", \"sol1\": \"a\", \"sol2\": \"b\"}               | x:1: its label is null, not a number from 0 to 1",
        "hellaswag    | {\"activity_label\": \"a\", \"ctx_a\": \"b\", \"endings\": [\"c\"], \"label\": \"\"} | x:1: its label is , not a number",
        "winogrande   | {\"sentence\": \"no blank\", \"option1\": \"a\", \"option2\": \"b\", \"answer\": \"1\"} | x:1: has no blank",
        "boolq        | {\"question\": \"q\", \"passage\": \"p\", \"answer\": \"maybe\"}  | x:1: its label is maybe",
        "nq-open      | {\"question\": \"q\", \"answer\": []}             | x:1: has no answers",
        "nq-open      | {\"question\": \"q\", \"answer\": [1]}            | x:1: \"answer\" is 1, not an array of strings",
        "gsm8k        | {\"question\": \"q\", \"answer\": \"four\"}       | x:1: its answer has no \"#### number\"",
        "bbh          | {\"tests\": []}                                   | x: no JSON array under \"examples\"",
        "squad        | {\"data\": [{\"paragraphs\": [{\"qas\": []}]}]}   | \"context\" is missing",
        "llm-adapters | [{\"instruction\": \"Do it\", \"answer\": \"a\"}] | x:1: its instruction is not",
        "opentriviaqa | #Q q\\n^ a\\nA b\\nB c            | x:1: the answer \"a\" is none of its 2 choices",
        "opentriviaqa | #Q q\\nA b                        | x:1: has no \"^\" line",
        "opentriviaqa | #Q q\\n^ a\\nB a                  | x:3: is not the choice A",
        "opentriviaqa | hello                             | x:1: comes before the first",
      })
  void malformedRecordsAreNamedByFileAndLine(String format, String text, String named) {
    PareException failure =
        assertThrows(PareException.class, () -> read(format, "x", text.translateEscapes()));
    assertTrue(failure.getMessage().contains(named), failure.getMessage());
    assertTrue(failure.getMessage().startsWith(folder.toString()), failure.getMessage());
  }

  @Test
  void bytesThatAreNoTextAreNamed() {
    byte[] bytes = {'{', '}', '\n', (byte) 0xff};
    PareException failure =
        assertThrows(PareException.class, () -> read("jsonl", "x", bytes, Map.of()));
    assertTrue(failure.getMessage().contains("x:2: is not UTF-8"), failure.getMessage());
  }

  @Test
  void fieldMapsAreCheckedFirst() {
    for (Object bad : List.of(1L, List.of(), List.of(1L), Map.of())) {
      assertThrows(
          PareException.class, () -> DatasetFormat.named("t", "csv", Map.of("question", bad)));
    }
    assertThrows(PareException.class, () -> DatasetFormat.named("t", "arc", Map.of("a", "b")));
    PareException failure =
        assertThrows(
            PareException.class,
            () ->
                read(
                    "csv",
                    "x",
                    "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8),
                    Map.of("question", "c")));
    assertTrue(failure.getMessage().contains("x:2: \"c\" is no text"), failure.getMessage());
  }
}
