package dev.pare.core.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pare.core.PareException;
import dev.pare.core.lm.LogitSink.Rows;
import dev.pare.core.lm.RecordingSink.Texts;
import dev.pare.core.lm.TokenSink.Finish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link LanguageModel} keeps. An engine extends this and opens a small model whose
 * logits depend on every token, such as {@code SmallLlama}, with a context of at least 100.
 */
public abstract class LanguageModelContract {
  private LanguageModel model;

  /** A new model; the contract closes it. */
  protected abstract LanguageModel open();

  /** How far the same logit may differ between two ways to compute it. */
  protected double tolerance() {
    return 1e-4;
  }

  /** Whether a sequence's numbers stay within float32 rounding whatever runs beside it. */
  protected boolean independentOfBatch() {
    return true;
  }

  @BeforeEach
  final void openModel() {
    model = open();
  }

  @AfterEach
  final void closeModel() {
    model.close();
  }

  private TokenSequence random(int length, long seed) {
    return new TokenSequence(
        new Random(seed).ints(length, 0, model.config().vocabularySize()).toArray());
  }

  private List<TokenSequence> ragged() {
    int context = model.config().maxPositions();
    return IntStream.of(7, 1, 33, 2, context, 33, 12).mapToObj(n -> random(n, n)).toList();
  }

  private GenerationRequest greedy(TokenSequence prompt, int maxTokens, Integer... stops) {
    return new GenerationRequest(prompt, maxTokens, Sampling.GREEDY, Set.of(stops));
  }

  @Test
  public void aBatchScoresAsItsSequencesDo() {
    List<TokenSequence> batch = ragged();
    RecordingSink together = RecordingSink.of(model, Rows.LOGITS, batch);
    for (int i = 0; i < batch.size(); i++) {
      RecordingSink alone = RecordingSink.of(model, Rows.LOGITS, List.of(batch.get(i)));
      assertEquals(batch.get(i).length(), together.values.get(i).size());
      assertClose(alone.logProbabilities.get(0), together.logProbabilities.get(i));
      for (int t = 0; t < batch.get(i).length(); t++) {
        assertClose(alone.values.get(0).get(t), together.values.get(i).get(t));
      }
    }
  }

  @Test
  public void sequencesThatBeginAlikeScoreAsAlone() {
    List<TokenSequence> batch = new ArrayList<>();
    for (int prefix : new int[] {20, 47, 33}) {
      int[] start = random(prefix, prefix).ids();
      for (int rest : new int[] {1, 9, 1, 30, 2}) {
        int[] ids = Arrays.copyOf(start, prefix + rest);
        System.arraycopy(random(rest, 7 * rest + batch.size()).ids(), 0, ids, prefix, rest);
        batch.add(new TokenSequence(ids));
      }
      batch.add(new TokenSequence(start));
      batch.add(batch.get(batch.size() - 2));
    }
    for (Rows rows : Rows.values()) {
      RecordingSink together = RecordingSink.of(model, rows, batch);
      for (int i = 0; i < batch.size(); i++) {
        RecordingSink alone = RecordingSink.of(model, rows, List.of(batch.get(i)));
        assertClose(alone.logProbabilities.get(0), together.logProbabilities.get(i));
        for (int t = 0; rows != Rows.NONE && t < batch.get(i).length(); t++) {
          assertClose(alone.values.get(0).get(t), together.values.get(i).get(t));
        }
      }
    }
  }

  @Test
  public void targetsStartWhereTheSinkSays() {
    List<TokenSequence> batch = ragged();
    RecordingSink all = RecordingSink.of(model, Rows.NONE, batch);
    RecordingSink some = new RecordingSink(Rows.NONE, 0, 6);
    model.score(batch, some);
    for (int i = 0; i < batch.size(); i++) {
      float[] expected = all.logProbabilities.get(i);
      float[] targets = some.logProbabilities.get(i);
      assertEquals(expected.length, targets.length);
      for (int t = 5; t < targets.length; t++) {
        assertEquals(expected[t], targets[t], tolerance());
        assertEquals(all.greedy.get(i)[t], some.greedy.get(i)[t]);
      }
    }
  }

  @Test
  public void laterTokensChangeNothingBefore() {
    TokenSequence whole = random(40, 3);
    TokenSequence start = new TokenSequence(Arrays.copyOf(whole.ids(), 25));
    RecordingSink both = RecordingSink.of(model, Rows.LOGITS, List.of(whole, start));
    for (int t = 0; t < start.length(); t++) {
      assertClose(both.values.get(0).get(t), both.values.get(1).get(t));
    }
  }

  @Test
  public void rowsAndTargetsAgree() {
    List<TokenSequence> batch = ragged();
    RecordingSink logits = RecordingSink.of(model, Rows.LOGITS, batch);
    RecordingSink logs = RecordingSink.of(model, Rows.LOG_PROBABILITIES, batch);
    RecordingSink none = RecordingSink.of(model, Rows.NONE, batch);
    assertTrue(none.values.isEmpty());
    for (int i = 0; i < batch.size(); i++) {
      int[] ids = batch.get(i).ids();
      for (int t = 0; t < ids.length; t++) {
        assertClose(logSoftmax(logits.values.get(i).get(t)), logs.values.get(i).get(t));
      }
      assertEquals(ids.length - 1, none.logProbabilities.get(i).length);
      assertClose(logits.logProbabilities.get(i), none.logProbabilities.get(i));
      assertClose(logs.logProbabilities.get(i), none.logProbabilities.get(i));
      for (int t = 0; t + 1 < ids.length; t++) {
        float[] row = logs.values.get(i).get(t);
        assertEquals(row[ids[t + 1]], none.logProbabilities.get(i)[t], tolerance());
        assertGreedy(logits.values.get(i).get(t), ids[t + 1], none.greedy.get(i)[t]);
      }
    }
  }

  @Test
  public void rowsStartWhereTheSinkSays() {
    List<TokenSequence> batch = ragged();
    RecordingSink all = RecordingSink.of(model, Rows.LOGITS, batch);
    RecordingSink some = new RecordingSink(Rows.LOGITS, 5);
    model.score(batch, some);
    for (int i = 0; i < batch.size(); i++) {
      assertClose(all.logProbabilities.get(i), some.logProbabilities.get(i));
      int length = batch.get(i).length();
      assertEquals(length > 5, some.values.containsKey(i));
      for (int t = 5; t < length; t++) {
        assertClose(all.values.get(i).get(t), some.values.get(i).get(t));
      }
      if (length > 5) {
        assertEquals(5, some.values.get(i).firstKey());
        assertEquals(length - 1, some.values.get(i).lastKey());
      }
    }
  }

  @Test
  public void rowsEndWhereTheSinkSays() {
    List<TokenSequence> batch = ragged();
    RecordingSink all = RecordingSink.of(model, Rows.LOGITS, batch);
    for (int left : new int[] {1, 9}) {
      RecordingSink some = new RecordingSink(Rows.LOGITS, 2, 1);
      some.left = left;
      model.score(batch, some);
      for (int i = 0; i < batch.size(); i++) {
        int end = batch.get(i).length() - left;
        assertClose(all.logProbabilities.get(i), some.logProbabilities.get(i));
        assertEquals(end > 2, some.values.containsKey(i));
        for (int t = 2; t < end; t++) {
          assertClose(all.values.get(i).get(t), some.values.get(i).get(t));
        }
        if (end > 2) {
          assertEquals(end - 1, some.values.get(i).lastKey());
        }
      }
    }
  }

  @Test
  public void emptyBatchesDoNothing() {
    RecordingSink.of(model, Rows.LOGITS, List.of());
    Texts.of(model);
  }

  @Test
  public void greedyTextIsTheArgMaxOfScores() {
    int[] prompt = random(9, 4).ids();
    int[] made = Texts.of(model, greedy(new TokenSequence(prompt), 40)).tokens[0];
    assertEquals(40, made.length);
    assertGreedy(prompt, made);
  }

  /**
   * Every token made has the largest logit, within the tolerance, when the whole text is scored.
   */
  private void assertGreedy(int[] prompt, int[] made) {
    int[] all = IntStream.concat(Arrays.stream(prompt), Arrays.stream(made)).toArray();
    RecordingSink scores = RecordingSink.of(model, Rows.LOGITS, List.of(new TokenSequence(all)));
    for (int t = prompt.length - 1; t + 1 < all.length; t++) {
      float[] row = scores.values.get(0).get(t);
      assertEquals(max(row), row[all[t + 1]], tolerance(), "token " + t);
    }
  }

  @Test
  public void aBatchGeneratesAsItsRequestsDo() {
    GenerationRequest[] batch = {
      greedy(random(3, 1), 30),
      new GenerationRequest(random(20, 2), 5, new Sampling(1, 1, 7), Set.of()),
      greedy(random(1, 3), 18),
      new GenerationRequest(random(65, 4), 25, new Sampling(0.8, 0.9, 8), Set.of()),
      greedy(random(20, 5), 25),
      new GenerationRequest(random(2, 6), 12, new Sampling(1.5, 0.5, 9), Set.of()),
    };
    Texts together = Texts.of(model, batch);
    for (int i = 0; i < batch.length; i++) {
      assertEquals(batch[i].maxTokens(), together.tokens[i].length);
      if (independentOfBatch()) {
        assertArrayEquals(Texts.of(model, batch[i]).tokens[0], together.tokens[i], "request " + i);
      } else if (batch[i].sampling().temperature() == 0) {
        assertGreedy(batch[i].prompt().ids(), together.tokens[i]);
      }
      assertEquals(Finish.MAX_TOKENS, together.finish[i]);
    }
  }

  /** Alone and beside others, with and without a common start; each layer and position once. */
  @Test
  public void aProbeShowsTheSameHoweverSequencesAreRun() {
    AttentionProbe probe = model.capability(AttentionProbe.class).orElse(null);
    assumeTrue(probe != null, "shows no queries and keys");
    List<TokenSequence> batch = new ArrayList<>(ragged());
    int[] start = random(40, 4).ids();
    for (int length : new int[] {41, 55, 40, 60}) {
      int[] ids = Arrays.copyOf(start, length);
      System.arraycopy(random(length - 40, length).ids(), 0, ids, 40, length - 40);
      batch.add(new TokenSequence(ids));
    }
    batch.add(batch.get(batch.size() - 1));
    RecordingSink scores = new RecordingSink(Rows.NONE, 0);
    RecordingProbe together = new RecordingProbe();
    probe.score(batch, scores, together);
    RecordingSink without = RecordingSink.of(model, Rows.NONE, batch);
    for (int i = 0; i < batch.size(); i++) {
      RecordingProbe alone = new RecordingProbe();
      probe.score(List.of(batch.get(i)), new RecordingSink(Rows.NONE, 0), alone);
      int length = batch.get(i).length();
      for (int layer = 0; layer < model.config().layers(); layer++) {
        assertProbed(together.queries(i, length), alone.queries, together.queries, i, layer);
        assertProbed(together.keys(i, length), alone.keys, together.keys, i, layer);
      }
      assertClose(without.logProbabilities.get(i), scores.logProbabilities.get(i));
    }
    int width = model.config().headDim();
    float[] query = together.queries.get("0/0").get(6);
    float[] key = together.keys.get("0/0").get(5);
    assertEquals(model.config().attentionHeads() * width, query.length);
    assertEquals(model.config().keyValueHeads() * width, key.length);
  }

  private void assertProbed(
      int[] positions,
      Map<String, Map<Integer, float[]>> alone,
      Map<String, Map<Integer, float[]>> together,
      int sequence,
      int layer) {
    Map<Integer, float[]> expected = alone.getOrDefault("0/" + layer, Map.of());
    Map<Integer, float[]> actual = together.getOrDefault(sequence + "/" + layer, Map.of());
    assertArrayEquals(positions, expected.keySet().stream().mapToInt(i -> i).toArray());
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((position, values) -> assertClose(values, actual.get(position)));
  }

  @Test
  public void seedsReproduce() {
    Sampling one = new Sampling(1, 1, 11);
    GenerationRequest request = new GenerationRequest(random(4, 1), 20, one, Set.of());
    int[] text = Texts.of(model, request).tokens[0];
    assertArrayEquals(text, Texts.of(model, request).tokens[0]);
    GenerationRequest other =
        new GenerationRequest(request.prompt(), 20, new Sampling(1, 1, 12), Set.of());
    assertFalse(Arrays.equals(text, Texts.of(model, other).tokens[0]));
  }

  @Test
  public void aStopTokenEndsTheTextAndIsNotDelivered() {
    TokenSequence prompt = random(5, 6);
    int[] free = Texts.of(model, greedy(prompt, 20)).tokens[0];
    int stop = free[6];
    int expected = IntStream.range(0, 20).filter(i -> free[i] == stop).findFirst().orElseThrow();
    Texts stopped = Texts.of(model, greedy(prompt, 20, stop));
    assertArrayEquals(Arrays.copyOf(free, expected), stopped.tokens[0]);
    assertEquals(Finish.STOP_TOKEN, stopped.finish[0]);
  }

  @Test
  public void textsEndWithTheirLimitOrTheContext() {
    int context = model.config().maxPositions();
    Texts texts =
        Texts.of(
            model,
            greedy(random(4, 1), 0),
            greedy(random(4, 1), 1),
            greedy(random(context - 3, 2), 10),
            greedy(random(context, 3), 10),
            greedy(random(context - 2, 4), 2));
    assertArrayEquals(
        new int[] {0, 1, 3, 0, 2}, Arrays.stream(texts.tokens).mapToInt(t -> t.length).toArray());
    assertArrayEquals(
        new Finish[] {
          Finish.MAX_TOKENS,
          Finish.MAX_TOKENS,
          Finish.CONTEXT_FULL,
          Finish.CONTEXT_FULL,
          Finish.MAX_TOKENS
        },
        texts.finish);
  }

  @Test
  public void aSinkCancelsOneRequestAndTheOthersGoOn() {
    GenerationRequest[] batch = {greedy(random(6, 1), 9), greedy(random(3, 2), 9)};
    Texts texts =
        new Texts(2) {
          @Override
          public boolean token(int request, int id) {
            return super.token(request, id) && !(request == 0 && tokens[0].length == 2);
          }
        };
    model.generate(List.of(batch), texts);
    assertArrayEquals(new Finish[] {Finish.CANCELLED, Finish.MAX_TOKENS}, texts.finish);
    assertEquals(2, texts.tokens[0].length);
    assertEquals(9, texts.tokens[1].length);
  }

  /** Whatever came before: prompts that go on, part ways, repeat, or fill the context. */
  @Test
  public void aSessionGoesOnFromWhatItHolds() {
    Sessions sessions = model.capability(Sessions.class).orElse(null);
    assumeTrue(sessions != null, "keeps no sessions");
    int context = model.config().maxPositions();
    try (Session session = sessions.openSession()) {
      int[] first = random(9, 1).ids();
      int[] made = inSession(session, first, 8, 0);
      int[] whole = IntStream.concat(Arrays.stream(first), Arrays.stream(made)).toArray();
      int[] next = IntStream.concat(Arrays.stream(whole), IntStream.of(1, 2, 3)).toArray();
      inSession(session, next, 5, whole.length - 1); // the last token made was not run
      inSession(session, next, 5, next.length - 1);
      int[] parted = next.clone();
      parted[12] ^= 1;
      inSession(session, parted, 6, 12);
      int[] full = Arrays.copyOf(parted, context);
      inSession(session, full, 4, parted.length);
      inSession(session, Arrays.copyOf(full, context - 2), 9, parted.length);
      inSession(session, random(1, 5).ids(), 70, 0);
      int stop = made[3];
      int before = IntStream.range(0, 8).filter(i -> made[i] == stop).findFirst().orElseThrow();
      Texts stopped = new Texts(1);
      session.generate(greedy(new TokenSequence(first), 8, stop), stopped);
      assertArrayEquals(Arrays.copyOf(made, before), stopped.tokens[0]);
      inSession(session, whole, 5, first.length + before);
      assertThrows(PareException.class, () -> inSession(session, new int[] {1, -1}, 3, 0));
      inSession(session, first, 8, first.length - 1);
    }
  }

  /** What a session makes of a prompt, having computed all but {@code reused} tokens of it. */
  private int[] inSession(Session session, int[] prompt, int maxTokens, int reused) {
    Texts texts = new Texts(1);
    session.generate(greedy(new TokenSequence(prompt), maxTokens), texts);
    assertEquals(reused, session.reusedTokens());
    assertGreedy(prompt, texts.tokens[0]);
    int room = Math.min(maxTokens, model.config().maxPositions() - prompt.length);
    assertEquals(room, texts.tokens[0].length);
    return texts.tokens[0];
  }

  @Test
  public void refusesWhatNoModelCanRead() {
    int vocabulary = model.config().vocabularySize();
    int context = model.config().maxPositions();
    for (TokenSequence wrong :
        List.of(
            new TokenSequence(),
            new TokenSequence(1, -1),
            new TokenSequence(1, vocabulary),
            random(context + 1, 1))) {
      RecordingSink sink = new RecordingSink(Rows.NONE, 0);
      assertThrows(PareException.class, () -> model.score(List.of(random(2, 2), wrong), sink));
      assertTrue(sink.logProbabilities.isEmpty(), "delivered before the error");
      assertThrows(
          PareException.class, () -> Texts.of(model, greedy(random(2, 2), 3), greedy(wrong, 3)));
    }
  }

  private void assertClose(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance(), "element " + i);
    }
  }

  /** Unless the two largest are too close to say. */
  private void assertGreedy(float[] row, int id, boolean greedy) {
    int best = 0;
    for (int i = 1; i < row.length; i++) {
      best = row[i] > row[best] ? i : best;
    }
    if (best == id || row[best] - row[id] > tolerance()) {
      assertTrue(greedy == (best == id) || secondIsClose(row, best));
    }
  }

  private boolean secondIsClose(float[] row, int best) {
    return IntStream.range(0, row.length)
        .anyMatch(i -> i != best && row[best] - row[i] <= tolerance());
  }

  private static float max(float[] row) {
    float max = row[0];
    for (float value : row) {
      max = Math.max(max, value);
    }
    return max;
  }

  private static float[] logSoftmax(float[] logits) {
    double max = max(logits);
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    float[] logs = new float[logits.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) (logits[i] - max - Math.log(sum));
    }
    return logs;
  }
}
