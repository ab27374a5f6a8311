package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.generate.GeneratedSamples;
import dev.pare.evaluate.generate.SampleGenerator;
import dev.pare.evaluate.generate.SampleGenerators;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a task has by {@code generate:}, samples made by rule in place of data.
 *
 * @param name of the generator
 * @param generator with its options
 */
public record Generated(String name, SampleGenerator generator) {
  private static final String GENERATOR = "generator";
  static final String SAMPLES = "samples";

  static Generated read(JsonObject generate) {
    String name = generate.requireString(GENERATOR);
    Map<String, Object> options = new LinkedHashMap<>(generate.values());
    options.keySet().removeAll(Set.of(GENERATOR, SAMPLES));
    return new Generated(
        name, SampleGenerators.named(name, new JsonObject(generate.source(), options)));
  }

  /** Questions from 0. */
  List<Sample> samples(GeneratedSamples made, int count) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.addAll(group(made.at(i), name + "#" + (i + 1)));
    }
    return samples;
  }

  /** Solved examples, none of which is among the questions' indices. */
  List<Sample> examples(GeneratedSamples made, int count) {
    List<Sample> examples = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      examples.add(new Sample(name + " example " + i, made.at(-i).get(0)));
    }
    return examples;
  }

  private static List<Sample> group(List<Map<String, Object>> forms, String id) {
    if (forms.size() == 1) {
      return List.of(new Sample(id, forms.get(0)));
    }
    List<Sample> group = new ArrayList<>();
    for (Map<String, Object> form : forms) {
      Map<String, Object> fields = new LinkedHashMap<>(form);
      fields.put(Sample.GROUP, id);
      group.add(new Sample(id + "." + (group.size() + 1), fields));
    }
    return group;
  }

  /** The error for a sample that a model cannot read whole: it is never cut. */
  PareException tooLong(Sample sample, int room) {
    return new PareException(
        sample.id(),
        "does not fit into the model's context of " + room + " tokens",
        generator.ifTooLong());
  }
}
