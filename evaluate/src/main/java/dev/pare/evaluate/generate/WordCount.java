package dev.pare.evaluate.generate;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Words in a row, counted. Options: {@code ask: one} for how often one word is among {@code length}
 * of them, from 0 to {@code most} times; {@code ask: all} for how many there are, from 1 to {@code
 * most}, all different. Counts take {@link Turns}, so a guess is right as often for each. Fields:
 * {@code text}, {@code word} (only of one), {@code choices} (the counts), {@code answer}, {@code
 * answers}.
 */
final class WordCount implements SampleGenerator {
  static final String NAME = "words";
  private static final String ASK = "ask";
  private static final String MOST = "most";
  private static final String LENGTH = "length";
  private static final List<String> WORDS = WordList.named("words");

  private final boolean all;
  private final int most;
  private final int length;

  WordCount(JsonObject options) {
    String ask = options.string(ASK).orElse("one");
    if (!Set.of("all", "one").contains(ask)) {
      throw new PareException(options.source(), "\"ask\" is " + ask, "write all or one");
    }
    all = ask.equals("all");
    Yaml.requireKeys(options, all ? Set.of(ASK, MOST) : Set.of(ASK, MOST, LENGTH));
    int longest = WORDS.size() - 1;
    length = all ? 0 : Numbers.one(options, LENGTH, 1, longest, 12);
    most = Numbers.one(options, MOST, 1, all ? longest : length, all ? 8 : Math.min(3, length));
  }

  @Override
  public String ifTooLong() {
    return "lower \"" + (all ? MOST : LENGTH) + "\", or take a model with a longer context";
  }

  @Override
  public GeneratedSamples open(DataFolder folder, long seed) {
    return index -> List.of(all ? all(seed, index) : one(seed, index));
  }

  private Map<String, Object> all(long seed, int index) {
    int count = 1 + Turns.at(seed, NAME, index, most);
    List<String> words = new Draws(seed, NAME, index).some(count, WORDS);
    return fields(words, 1, count);
  }

  private Map<String, Object> one(long seed, int index) {
    Draws draws = new Draws(seed, NAME, index);
    int count = Turns.at(seed, NAME, index, most + 1);
    List<String> words = new ArrayList<>(draws.some(length - count + 1, WORDS));
    String asked = words.remove(0);
    IntStream.range(0, count).forEach(i -> words.add(asked));
    Map<String, Object> fields = new HashMap<>(fields(draws.shuffled(words), 0, count));
    fields.put("word", asked);
    return fields;
  }

  private Map<String, Object> fields(List<String> words, int least, int count) {
    return Map.of(
        "text",
        String.join(" ", words),
        Sample.CHOICES,
        IntStream.rangeClosed(least, most).mapToObj(String::valueOf).toList(),
        Sample.ANSWER,
        (long) count - least,
        Sample.ANSWERS,
        List.of(String.valueOf(count)));
  }
}
