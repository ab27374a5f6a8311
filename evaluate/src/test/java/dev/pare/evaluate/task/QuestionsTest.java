package dev.pare.evaluate.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The text and tokens of questions. */
final class QuestionsTest {
  private static final String SHOTS =
      """
      name: shots
      version: 1
      data: [{format: jsonl, files: [q.jsonl]}]
      shots:
        count: 2
        from: [{format: jsonl, files: [q.jsonl]}]
        match: subject
      header: "About {subject} {{x}}.\\n\\n"
      request: choices
      prompt: "{question}\\n{options}\\nAnswer:"
      continuation: " {letter}"
      metrics: [acc]
      """;

  private static final ChatForm NO_CHAT = new ChatForm(Optional.empty());

  @TempDir private Path folder;
  private TaskFixture fixture;
  private final SpokenModel model = new SpokenModel();

  @BeforeEach
  void make() {
    fixture = new TaskFixture(folder);
  }

  private List<Question> questions(String yaml) {
    LoadedTask loaded = LoadedTask.load(fixture.task(yaml), Optional.empty(), Optional.empty(), 0);
    return new Questions(loaded, new PairEncoder(model.tokenizer(), model.config()), NO_CHAT).all();
  }

  private void writeSubjects() {
    StringBuilder lines = new StringBuilder();
    for (String subject : List.of("art", "law")) {
      for (int i = 1; i <= 3; i++) {
        lines.append(
            "{\"subject\": \"%s\", \"question\": \"%s %d? {no field}\", \"choices\": [\"x\", \"y\"], \"answer\": %d}\n"
                .formatted(subject, subject, i, i % 2));
      }
    }
    fixture.write("q.jsonl", lines.toString());
  }

  @Test
  void examplesOfTheSameSubjectStandBeforeAndNeverTheQuestionItself() {
    writeSubjects();
    List<Question> questions = questions(SHOTS);
    assertEquals(
        """
        About law {x}.

        law 1? {no field}
        A. x
        B. y
        Answer: B

        law 3? {no field}
        A. x
        B. y
        Answer: B

        law 2? {no field}
        A. x
        B. y
        Answer:""",
        questions.get(4).context());
    assertEquals(2, questions.get(4).shots());
  }

  @Test
  void aLongPromptLosesItsFirstExamplesThenWholeWords() {
    writeSubjects();
    int whole = questions(SHOTS).get(4).sequences().get(0).length();
    model.context = whole - 1;
    Question fewer = questions(SHOTS).get(4);
    assertEquals(1, fewer.shots());
    assertTrue(fewer.context().startsWith("About law {x}.\n\nlaw 3?"), fewer.context());
    assertFalse(fewer.cut());

    fixture.writeQuestion("one two three four five", "x");
    model.context = 40 + 19; // tokens to generate, and of the prompt
    Question cut = questions(TaskFixture.GENERATION).get(0);
    assertTrue(cut.cut());
    assertEquals("three four five\nA:", cut.context());
    assertTrue(cut.prompt().length() <= 19);

    model.context = 42;
    PareException failure =
        assertThrows(PareException.class, () -> questions(TaskFixture.GENERATION));
    assertEquals(
        "spoken.jsonl#1: does not fit into the model's context of 42 tokens; leave the record out,"
            + " or take a model with a longer context",
        failure.getMessage());
  }

  @Test
  void aPromptMaySpeakOfItsChoice() {
    fixture.write(
        "toy.jsonl",
        "{\"question\": \"the\", \"rest\": \"sat\", \"choices\": [\"cat\", \"hat\"], \"answer\": 0}");
    String yaml =
        TaskFixture.CHOICES.replaceFirst("prompt: .*", "prompt: \"{question} {choice}\"")
            + "continuation: \" {rest}\"\n";
    Question question = questions(yaml).get(0);
    assertEquals(sequence("the cat", " sat"), question.sequences().get(0));
    assertEquals(sequence("the hat", " sat"), question.sequences().get(1));
  }

  private ScoredSequence sequence(String context, String continuation) {
    return new PairEncoder(model.tokenizer(), model.config()).pair("x", context, continuation);
  }

  @Test
  void spacesAtTheContextsEndMoveToTheContinuation() {
    assertEquals(sequence("see", " an apple"), sequence("see ", "an apple"));
    assertEquals(sequence("see", "\n \tan"), sequence("see\n ", "\tan"));
    // " a" is a token, so the first token scored is it, not "a"
    assertEquals(" a", token(sequence("see ", "apple").targets().ids()[0]));
  }

  private String token(int id) {
    return model.tokenizer().token(id);
  }

  @Test
  void anEmptyContextIsTheStartToken() {
    ScoredSequence alone = sequence("", "an apple");
    assertEquals(1, alone.context().length());
    assertEquals(PieceTokenizer.START, alone.context().ids()[0]);
    assertEquals("an", token(alone.targets().ids()[0]));
    assertEquals(sequence("", " an"), sequence(" ", "an"));
  }

  @Test
  void aContinuationWithoutTokensIsRefused() {
    assertThrows(PareException.class, () -> sequence("see", ""));
    // "x" and "y" are one token together: nothing is left beyond the context's
    assertThrows(PareException.class, () -> sequence("x", "y"));
  }

  @Test
  void neighboursShareExamplesAndBatchesKeepTheirCut() {
    writeSubjects();
    List<Question> questions = questions(SHOTS);
    List<Integer> order = Batches.of(questions).stream().flatMap(List::stream).toList();
    assertEquals(List.of(0, 1, 2, 3, 4, 5), order.stream().sorted().toList());
    assertEquals(Batches.of(questions), Batches.of(questions(SHOTS)));
  }
}
