package dev.pare.evaluate.generate;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * How often a letter occurs in a word. Counts from 0 to the option {@code most} take {@link Turns},
 * so a guess is right once in {@code most} + 1; of a count, every word and letter that have it are
 * as likely. Fields: {@code word}, {@code letter}, {@code choices} (the counts), {@code answer},
 * {@code answers}.
 */
final class LetterCount implements SampleGenerator {
  static final String NAME = "letters";
  private static final String MOST = "most";
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz";

  private record Asked(String word, char letter) {}

  private final List<List<Asked>> byCount = new ArrayList<>();

  LetterCount(JsonObject options) {
    Yaml.requireKeys(options, Set.of(MOST));
    int most = Numbers.one(options, MOST, 1, 25, 3);
    for (int count = 0; count <= most; count++) {
      byCount.add(withCount(count));
      if (byCount.get(count).isEmpty()) {
        throw new PareException(
            options.source(),
            "no word has a letter " + count + " times",
            "\"most\" is at most " + (count - 1));
      }
    }
  }

  private static List<Asked> withCount(int count) {
    List<Asked> found = new ArrayList<>();
    for (String word : WordList.named("words")) {
      ALPHABET
          .chars()
          .filter(letter -> word.chars().filter(c -> c == letter).count() == count)
          .forEach(letter -> found.add(new Asked(word, (char) letter)));
    }
    return found;
  }

  @Override
  public GeneratedSamples open(DataFolder folder, long seed) {
    return index -> List.of(sample(seed, index));
  }

  private Map<String, Object> sample(long seed, int index) {
    int count = Turns.at(seed, NAME, index, byCount.size());
    Asked asked = new Draws(seed, NAME, index).oneOf(byCount.get(count));
    return Map.of(
        "word",
        asked.word(),
        "letter",
        String.valueOf(asked.letter()),
        Sample.CHOICES,
        LongStream.range(0, byCount.size()).mapToObj(String::valueOf).toList(),
        Sample.ANSWER,
        (long) count,
        Sample.ANSWERS,
        List.of(String.valueOf(count)));
  }
}
