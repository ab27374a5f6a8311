package dev.pare.evaluate.generate;

import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Instructions about everyday subjects whose observance a program can check. The forms of {@code
 * instructions.txt} take turns, each with its own order of the subjects of {@code subjects.txt}, so
 * none comes twice. Fields: {@code question} (the instruction), {@code subject}, {@code
 * constraints} (lines of {@link dev.pare.evaluate.metric.Constraint}).
 */
final class Instructions implements SampleGenerator {
  static final String NAME = "instructions";
  private static final String SEPARATOR = " \\| ";

  /** An instruction and its constraints, both with places for a subject and its words. */
  private record Form(String text, List<String> constraints) {
    static Form of(String line) {
      List<String> parts = List.of(line.split(SEPARATOR));
      return new Form(parts.get(0), parts.subList(1, parts.size()));
    }
  }

  /**
   * What is spoken about.
   *
   * @param word that a text about it may well have
   * @param avoid another, that it can do without
   */
  private record Subject(String name, String word, String avoid) {
    static Subject of(String line) {
      String[] parts = line.split(SEPARATOR);
      return new Subject(parts[0], parts[1], parts[2]);
    }

    String in(String text) {
      return text.replace("{subject}", name).replace("{word}", word).replace("{avoid}", avoid);
    }
  }

  private final List<Form> forms = WordList.named(NAME).stream().map(Form::of).toList();
  private final List<Subject> subjects =
      WordList.named("subjects").stream().map(Subject::of).toList();

  Instructions(JsonObject options) {
    Yaml.requireKeys(options, Set.of());
  }

  @Override
  public GeneratedSamples open(DataFolder folder, long seed) {
    List<List<Subject>> orders = new ArrayList<>();
    for (int form = 0; form < forms.size(); form++) {
      orders.add(new Draws(seed, NAME, form).shuffled(subjects));
    }
    return new GeneratedSamples() {
      @Override
      public List<Map<String, Object>> at(int index) {
        int form = Math.floorMod(index, forms.size());
        int round = Math.floorMod(Math.floorDiv(index, forms.size()), subjects.size());
        return List.of(sample(forms.get(form), orders.get(form).get(round)));
      }

      /** The last round is left for examples. */
      @Override
      public int available() {
        return forms.size() * (subjects.size() - 1);
      }
    };
  }

  private static Map<String, Object> sample(Form form, Subject subject) {
    return Map.of(
        Sample.QUESTION,
        subject.in(form.text()),
        "subject",
        subject.name(),
        "constraints",
        form.constraints().stream().map(subject::in).toList());
  }
}
