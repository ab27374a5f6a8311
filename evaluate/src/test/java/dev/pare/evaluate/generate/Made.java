package dev.pare.evaluate.generate;

import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.evaluate.dataset.Sample;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Samples of a generator's options as YAML. */
final class Made {
  private Made() {}

  static SampleGenerator generator(String name, String options) {
    JsonObject yaml = Yaml.readObject("t generate", new StringReader("{" + options + "}"), "task");
    return SampleGenerators.named(name, yaml);
  }

  /** Without any file. */
  static List<Sample> samples(String name, String options, long seed, int count) {
    return samples(name, options, seed, count, List.of());
  }

  static List<Sample> samples(String name, String options, long seed, int count, List<Path> files) {
    GeneratedSamples made = generator(name, options).open(names -> files, seed);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      for (Map<String, Object> fields : made.at(i)) {
        samples.add(new Sample(name + "#" + i, fields));
      }
    }
    return samples;
  }
}
