package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.generate.GeneratedSamples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A task with its data.
 *
 * @param samples that were chosen, in the files' order, or made
 * @param available how many there are; of a generator how many questions it can make
 * @param shotPool the examples there are, by the value that a question must share ("" where none)
 * @param validation units that choose an attention head, and are not scored; mostly none
 * @param hashes SHA-256 of every file read, by its path below the data folder, and of samples that
 *     were made
 */
record LoadedTask(
    Task task,
    List<Sample> samples,
    int available,
    Map<String, List<Sample>> shotPool,
    Set<String> validation,
    Map<String, String> hashes) {

  /**
   * @param data the user's data folder
   * @param limit the user's limit, in units: a question counts once whatever its orders
   * @throws PareException if data is missing or malformed
   */
  static LoadedTask load(Task task, Optional<Path> data, Optional<Integer> limit, long seed) {
    TaskData read = new TaskData(task, data);
    LoadedTask loaded =
        task.generated().isPresent()
            ? made(task, task.generated().get(), read, limit, seed)
            : read(task, read, limit, seed);
    for (Sample sample : loaded.samples()) {
      loaded.shots(sample);
      task.report().forEach(sample::texts);
      Metrics.requireReferences(task, sample);
    }
    return loaded;
  }

  private static LoadedTask read(Task task, TaskData read, Optional<Integer> limit, long seed) {
    int most = limit.orElse(task.limit().orElse(Integer.MAX_VALUE));
    Selection selection = new Selection(most, seed);
    read.read(task.data(), selection::add);
    List<Sample> samples = ordered(task, selection.samples(), seed);
    Map<String, List<Sample>> pool = pool(task, read);
    return of(task, samples, selection.available(), pool, read, seed);
  }

  private static LoadedTask made(
      Task task, Generated generated, TaskData read, Optional<Integer> limit, long seed) {
    GeneratedSamples made = generated.generator().open(read, seed);
    int most = Math.min(limit.orElse(task.limit().orElseThrow()), made.available());
    List<Sample> samples = ordered(task, generated.samples(made, most), seed);
    Map<String, List<Sample>> pool = pool(task, read);
    if (task.shots().generated()) {
      generated.examples(made, task.shots().count() + 1).forEach(e -> add(task, pool, e));
    }
    read.made(generated.name(), samples);
    return of(task, samples, made.available(), pool, read, seed);
  }

  private static LoadedTask of(
      Task task,
      List<Sample> samples,
      int available,
      Map<String, List<Sample>> pool,
      TaskData read,
      long seed) {
    Set<String> validation =
        task.asksHeads() ? ChosenHead.validation(task.name(), samples, seed) : Set.of();
    return new LoadedTask(task, samples, available, pool, validation, read.hashes());
  }

  private static List<Sample> ordered(Task task, List<Sample> samples, long seed) {
    return task.kind() instanceof RequestKind.Choices kind
        ? Permutation.of(samples, kind.orders(), seed)
        : samples;
  }

  private static Map<String, List<Sample>> pool(Task task, TaskData read) {
    Map<String, List<Sample>> pool = new LinkedHashMap<>();
    task.shots().examples().forEach(example -> add(task, pool, example));
    if (!task.shots().from().isEmpty()) {
      read.read(task.shots().from(), example -> add(task, pool, example));
    }
    return pool;
  }

  /** One more than asked for: the question itself may be among them. */
  private static void add(Task task, Map<String, List<Sample>> pool, Sample example) {
    String group = task.shots().match().map(example::text).orElse("");
    List<Sample> examples = pool.computeIfAbsent(group, key -> new ArrayList<>());
    if (examples.size() <= task.shots().count()) {
      examples.add(example);
    }
  }

  /** The examples that stand before a question: never the question itself. */
  List<Sample> shots(Sample sample) {
    Shots shots = task.shots();
    if (shots.count() == 0) {
      return List.of();
    }
    String group = shots.match().map(sample::text).orElse("");
    List<Sample> chosen =
        shotPool.getOrDefault(group, List.of()).stream()
            .filter(example -> !Permutation.same(example, sample))
            .limit(shots.count())
            .toList();
    if (chosen.size() < shots.count()) {
      String of = group.isEmpty() ? "" : " of " + group;
      throw new PareException(
          "task " + task.name(),
          "has " + chosen.size() + " examples" + of + ", not " + shots.count(),
          "add examples, or ask for fewer shots");
    }
    return chosen;
  }

  /** Whether a sample counts. */
  boolean scored(Sample sample) {
    return !validation.contains(sample.unit());
  }

  /**
   * What answers to it depend on beside the model.
   *
   * @param seed of the choice of samples
   */
  Map<String, Object> key(long seed) {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("name", task.name());
    key.put("samples", samples.stream().map(Sample::id).distinct().count());
    key.put("limited", drawn());
    key.put("seed", drawn() ? seed : 0);
    key.put("data", hashes);
    key.put("task", task.definition());
    return key;
  }

  /** What counts. */
  Units units() {
    return Units.of(samples, this::scored);
  }

  /** Whether another seed would give other samples. */
  boolean drawn() {
    return samples.size() < available
        || task.generated().isPresent()
        || (task.kind() instanceof RequestKind.Choices kind && kind.orders() > 1);
  }

  /**
   * The mean score of a guess by metric: 0 where answers are free. Who guesses the same choice in
   * every order is right on all members as often as on one.
   */
  double chance(String metric) {
    if (!(task.kind() instanceof RequestKind.Choices)) {
      return 0;
    }
    double[] guesses =
        samples.stream().mapToDouble(s -> 1.0 / s.texts(Sample.CHOICES).size()).toArray();
    return Arrays.stream(units().fold(Fold.of(metric), guesses)).average().orElse(0);
  }
}
