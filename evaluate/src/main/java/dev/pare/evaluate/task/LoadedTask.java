package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.io.Hashes;
import dev.pare.evaluate.dataset.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A task with its data.
 *
 * @param samples that were chosen, in the files' order
 * @param available how many there are
 * @param shotPool the examples there are, by the value that a question must share ("" where none)
 * @param hashes SHA-256 of every file read, by its path below the data folder
 */
record LoadedTask(
    Task task,
    List<Sample> samples,
    int available,
    Map<String, List<Sample>> shotPool,
    Map<String, String> hashes) {

  /**
   * @param data the user's data folder
   * @param limit the user's limit, in units: a question counts once whatever its orders
   * @throws PareException if data is missing or malformed
   */
  static LoadedTask load(Task task, Optional<Path> data, Optional<Integer> limit, long seed) {
    Path root =
        data.or(task::folder)
            .orElseThrow(
                () ->
                    new PareException(
                        "task " + task.name(),
                        "needs its data",
                        "name the folder that holds it by --data"));
    Map<String, String> hashes = new TreeMap<>();
    int most = limit.orElse(task.limit().orElse(Integer.MAX_VALUE));
    Selection selection = new Selection(most, seed);
    DataFiles files = DataFiles.find(task.name(), root, task.data());
    for (Path file : files.files()) {
      hashes.put(files.id(file), Hashes.sha256(file));
      files.format().read(file, files.id(file), selection::add);
    }
    Map<String, List<Sample>> pool = pool(task, root, hashes);
    List<Sample> samples =
        task.kind() instanceof RequestKind.Choices kind
            ? Permutation.of(selection.samples(), kind.orders(), seed)
            : selection.samples();
    LoadedTask loaded = new LoadedTask(task, samples, selection.available(), pool, hashes);
    loaded.samples().forEach(loaded::shots);
    return loaded;
  }

  private static Map<String, List<Sample>> pool(Task task, Path root, Map<String, String> hashes) {
    Map<String, List<Sample>> pool = new LinkedHashMap<>();
    task.shots().examples().forEach(example -> add(task, pool, example));
    if (!task.shots().from().isEmpty()) {
      DataFiles files = DataFiles.find(task.name(), root, task.shots().from());
      for (Path file : files.files()) {
        hashes.put(files.id(file), Hashes.sha256(file));
        files.format().read(file, files.id(file), example -> add(task, pool, example));
      }
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

  /** Whether another seed would give other samples. */
  boolean drawn() {
    return samples.size() < available
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
    return Arrays.stream(Units.of(samples).fold(Fold.of(metric), guesses)).average().orElse(0);
  }
}
