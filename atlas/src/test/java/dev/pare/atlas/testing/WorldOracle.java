package dev.pare.atlas.testing;

import dev.pare.atlas.Fact;
import dev.pare.atlas.Gate;
import dev.pare.atlas.Item;
import dev.pare.atlas.World;
import dev.pare.atlas.WorldQuestions;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelConfigReader;
import dev.pare.core.json.JsonObject;
import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.LogitSink;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.lm.TokenSink;
import dev.pare.core.tokenizer.Tokenizer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A model that answers atlas's test questions from the world itself, but for facts that it forgot:
 * of these it says something else, and finds no choice likelier than another. What is invented it
 * reads without fail.
 */
public final class WorldOracle implements LanguageModel {
  private static final String FORGOTTEN = "Nowhere";
  private static final long SECOND_DRAW = 1L << 32;

  private record Chosen(Fact fact, String right) {}

  private final World world = World.read();
  private final Predicate<Fact> forgets;
  private final Map<String, Item> spoken = new HashMap<>(); // by prompt
  private final Map<String, Chosen> chosen = new HashMap<>();
  private final WordTokenizer tokenizer = new WordTokenizer();

  /**
   * @param seed of the questions that it will be asked
   * @param count of each gate, at most
   */
  public WorldOracle(long seed, int count, Predicate<Fact> forgets) {
    this.forgets = forgets;
    WorldQuestions questions = new WorldQuestions(world);
    for (Gate gate : Gate.values()) {
      questions.items(gate, seed, count).forEach(this::learn);
    }
    questions.items(Gate.CLOSED_QUESTION, seed ^ SECOND_DRAW, count).forEach(this::learn);
  }

  private void learn(Item item) {
    if (item.right() < 0) {
      spoken.put(item.prompt(), item);
      KickPrompts.of(item).forEach(prompt -> spoken.put(prompt, item));
      return;
    }
    chosen.put(item.prompt(), new Chosen(fact(item), item.choices().get(item.right())));
    if (item.gate() == Gate.CHOICE) {
      String letter = "ABCD".substring(item.right(), item.right() + 1);
      chosen.put(KickPrompts.ofLetters(item, fact(item)), new Chosen(fact(item), letter));
    }
  }

  private Fact fact(Item item) {
    return world.fact(item.topic() + "/" + item.subject());
  }

  /** The last of several right objects, in a sentence; not the first, which anyone would accept. */
  private String said(Item item) {
    if (!item.gate().ofFacts()) {
      return " " + item.answers().get(0) + "\n\nOn it goes";
    }
    Fact fact = fact(item);
    String object = fact.objects().get(fact.objects().size() - 1).text();
    return " " + (forgets.test(fact) ? FORGOTTEN : object) + ". \nOn it goes";
  }

  @Override
  public void generate(List<GenerationRequest> batch, TokenSink sink) {
    for (int i = 0; i < batch.size(); i++) {
      String prompt = tokenizer.decode(batch.get(i).prompt().ids(), true);
      int[] said = tokenizer.encode(said(spoken.get(prompt)), false);
      int length = Math.min(said.length, batch.get(i).maxTokens());
      int at = 0;
      while (at < length && sink.token(i, said[at])) {
        at++;
      }
      sink.finished(i, at < length ? TokenSink.Finish.CANCELLED : TokenSink.Finish.MAX_TOKENS);
    }
  }

  @Override
  public void score(List<TokenSequence> batch, LogitSink sink) {
    for (int i = 0; i < batch.size(); i++) {
      int[] ids = batch.get(i).ids();
      float[] targets = new float[ids.length - 1];
      targets[targets.length - 1] = logProbability(tokenizer.decode(ids, true));
      int end = sink.rows() == LogitSink.Rows.NONE ? 0 : sink.endRow(i, ids.length);
      for (int t = sink.firstRow(i, ids.length); t < end; t++) {
        float[] row = new float[WordTokenizer.SIZE];
        Arrays.fill(row, (float) -Math.log(WordTokenizer.SIZE));
        sink.row(i, t, FloatBuffer.wrap(row));
      }
      sink.targets(i, targets, new boolean[targets.length]);
    }
  }

  /** Of a text, a question with one of its choices; those that are wrong are all alike. */
  private float logProbability(String text) {
    for (int end = text.length(); end > 0; end--) {
      Chosen known = chosen.get(text.substring(0, end));
      if (known != null) {
        boolean right = text.substring(end).strip().equals(known.right());
        return right && !forgets.test(known.fact()) ? 0 : -1;
      }
    }
    return -1;
  }

  @Override
  public ModelConfig config() {
    Map<String, Object> json =
        Map.of(
            "architectures",
            List.of("LlamaForCausalLM"),
            "vocab_size",
            (long) WordTokenizer.SIZE,
            "hidden_size",
            2L,
            "intermediate_size",
            1L,
            "num_hidden_layers",
            1L,
            "num_attention_heads",
            1L,
            "max_position_embeddings",
            256L,
            "eos_token_id",
            (long) WordTokenizer.END);
    return ModelConfigReader.read(new JsonObject("oracle", json), Optional.empty());
  }

  @Override
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public void close() {}
}
