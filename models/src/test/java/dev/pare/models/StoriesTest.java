package dev.pare.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.Sampling;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.testing.Shared;
import dev.pare.core.tokenizer.Tokenizer;
import dev.pare.core.tokenizer.TokenizerJson;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A trained model against what an independent float64 numpy program computed from it. */
class StoriesTest {
  private static final double LOGIT_TOLERANCE = 1e-4;

  private JsonObject expected;
  private TorchLanguageModel model;

  @BeforeEach
  void open() {
    Path folder = Shared.require("models/stories260K");
    expected = Json.readObject(folder.resolve("expected.json"));
    try (Checkpoint checkpoint = Checkpoints.open(folder)) {
      model =
          TorchLanguageModel.open(
              checkpoint, Optional.empty(), new TorchOptions(1, ComputeType.F32));
    }
  }

  @AfterEach
  void close() {
    if (model != null) {
      model.close();
    }
  }

  @Test
  void lastLogitsOfEveryTextAgree() {
    List<JsonObject> texts = expected.objects("encode");
    List<TokenSequence> batch =
        texts.stream().map(text -> new TokenSequence(ints(text.list("ids")))).toList();
    float[][] last = new float[batch.size()][];
    model.score(
        batch,
        new LogitSink() {
          @Override
          public Rows rows() {
            return Rows.LOGITS;
          }

          @Override
          public int firstRow(int sequence, int length) {
            return length - 1;
          }

          @Override
          public void row(int sequence, int position, FloatBuffer values) {
            assertEquals(batch.get(sequence).length() - 1, position);
            last[sequence] = new float[values.remaining()];
            values.get(last[sequence]);
          }
        });
    for (int i = 0; i < last.length; i++) {
      List<Object> first8 = texts.get(i).list("last_logits_first8");
      for (int id = 0; id < first8.size(); id++) {
        double logit = ((Number) first8.get(id)).doubleValue();
        assertEquals(logit, last[i][id], LOGIT_TOLERANCE, texts.get(i).requireString("text"));
      }
      float max = last[i][texts.get(i).requireInt("argmax_last", 0)];
      for (float logit : last[i]) {
        assertTrue(logit <= max);
      }
    }
  }

  @Test
  void greedyTextIsTheSame() {
    JsonObject greedy = expected.requireObject("greedy");
    int[] prompt = ints(expected.objects("encode").get(0).list("ids"));
    int[] all = ints(greedy.list("ids"));
    List<Integer> made = new ArrayList<>();
    model.generate(
        List.of(
            new GenerationRequest(
                new TokenSequence(prompt), all.length - prompt.length, Sampling.GREEDY, Set.of())),
        (request, id) -> made.add(id));
    assertArrayEquals(
        Arrays.copyOfRange(all, prompt.length, all.length),
        made.stream().mapToInt(Integer::intValue).toArray());
  }

  /** One story a line, each scored alone from its start token, at most a context long. */
  @Test
  void storiesHaveTheSameLikelihood() throws IOException {
    Path stories = Shared.require("data/tinystories/stories.txt");
    Path json = Shared.require("models/stories260K").resolve("tokenizer.json");
    Tokenizer tokenizer = TokenizerJson.read(json);
    List<TokenSequence> batch =
        Files.readAllLines(stories).stream()
            .map(tokenizer::encode)
            .map(ids -> Arrays.copyOf(ids, Math.min(ids.length, model.config().maxPositions())))
            .map(TokenSequence::new)
            .toList();
    double[] sumAndCount = new double[2];
    model.score(
        batch,
        new LogitSink() {
          @Override
          public void targets(int sequence, float[] logProbabilities, boolean[] greedy) {
            for (float logProbability : logProbabilities) {
              sumAndCount[0] -= logProbability;
              sumAndCount[1]++;
            }
          }
        });
    JsonObject all = expected.requireObject("stories_perplexity");
    assertEquals(all.requireInt("tokens", 1), sumAndCount[1]);
    double mean = all.number("nll_per_token").orElseThrow();
    assertEquals(mean, sumAndCount[0] / sumAndCount[1], 1e-5);
  }

  private static int[] ints(List<Object> numbers) {
    Stream<Number> stream = numbers.stream().map(Number.class::cast);
    return stream.mapToInt(Number::intValue).toArray();
  }
}
