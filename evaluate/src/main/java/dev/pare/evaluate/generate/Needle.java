package dev.pare.evaluate.generate;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.evaluate.dataset.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A sentence with a random fact, someone's number, at a given depth of a text about other things;
 * and other people's numbers at random places of it.
 *
 * <p>Options: {@code length} in words, {@code depths}, {@code distractors} (how many others'
 * numbers: the choices beside the right one), {@code filler}, a text file. The text is at most
 * {@code length} words, and less than a sentence shorter. Fields: {@code context}, {@code who},
 * {@code choices} and {@code answer} unless there are no distractors, {@code answers}, {@code
 * length}, {@code depth}.
 */
final class Needle implements SampleGenerator {
  static final String NAME = "needle";
  private static final String LENGTH = "length";
  private static final String DISTRACTORS = "distractors";
  private static final String FILLER = "filler";
  private static final int MOST_DISTRACTORS = 25;
  private static final List<String> NAMES = WordList.named("names");
  private static final String FACT = "The secret number of %s is %s.";
  private static final int FACT_WORDS = 7;

  private final String where;
  private final Places places;
  private final int distractors;
  private final Optional<String> filler;

  Needle(JsonObject options) {
    Yaml.requireKeys(options, Set.of(LENGTH, Places.DEPTHS, DISTRACTORS, FILLER));
    where = options.source();
    distractors = Numbers.one(options, DISTRACTORS, 0, MOST_DISTRACTORS, 3);
    filler = options.string(FILLER);
    int least = FACT_WORDS * (distractors + 1) + Filler.LONGEST;
    places = Places.read(options, LENGTH, least, 1_000_000, 500);
  }

  @Override
  public List<String> reads() {
    return filler.map(List::of).orElse(List.of());
  }

  @Override
  public String ifTooLong() {
    return "lower \"length\", or take a model with a longer context";
  }

  @Override
  public GeneratedSamples open(DataFolder folder, long seed) {
    Filler sentences =
        filler.map(file -> Filler.of(only(folder.files(reads())))).orElseGet(Filler::made);
    return index -> List.of(sample(sentences, new Draws(seed, NAME, index), index));
  }

  private Path only(List<Path> files) {
    if (files.size() > 1) {
      throw new PareException(where, "\"filler\" names " + files.size() + " files", "name one");
    }
    return files.get(0);
  }

  private Map<String, Object> sample(Filler filler, Draws draws, int index) {
    int length = places.length(index);
    int depth = places.depth(index);
    List<String> names = draws.some(distractors + 1, NAMES);
    Set<String> drawn = new LinkedHashSet<>();
    while (drawn.size() < names.size()) {
      drawn.add(String.valueOf(draws.between(10_000, 99_999)));
    }
    List<String> numbers = List.copyOf(drawn);
    List<String> text = text(filler.sentences(draws), length - FACT_WORDS * names.size());
    for (int i = 1; i < names.size(); i++) {
      text.add(draws.below(text.size() + 1), FACT.formatted(names.get(i), numbers.get(i)));
    }
    text.add(at(text, depth), FACT.formatted(names.get(0), numbers.get(0)));
    Map<String, Object> fields = new HashMap<>();
    fields.put(Sample.CONTEXT, String.join(" ", text));
    fields.put("who", names.get(0));
    fields.put(LENGTH, (long) length);
    fields.put("depth", (long) depth);
    fields.put(Sample.ANSWERS, List.of(numbers.get(0)));
    if (distractors > 0) {
      List<String> choices = draws.shuffled(numbers);
      fields.put(Sample.CHOICES, choices);
      fields.put(Sample.ANSWER, (long) choices.indexOf(numbers.get(0)));
    }
    return fields;
  }

  private static List<String> text(Iterator<String> filler, int words) {
    List<String> text = new ArrayList<>();
    int left = words;
    while (true) {
      String sentence = filler.next();
      left -= Filler.words(sentence);
      if (left < 0) {
        return text;
      }
      text.add(sentence);
    }
  }

  /** The first sentence that so many percent of the words stand before. */
  private static int at(List<String> text, int depth) {
    int[] before = new int[text.size() + 1]; // words
    for (int i = 0; i < text.size(); i++) {
      before[i + 1] = before[i] + Filler.words(text.get(i));
    }
    int at = 0;
    while (before[at] * 100L < (long) depth * before[text.size()]) {
      at++;
    }
    return at;
  }
}
