package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.io.Hashes;
import dev.pare.evaluate.dataset.Sample;
import dev.pare.evaluate.generate.DataFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The folder that a task's data lies in, and what was read of it. */
final class TaskData implements DataFolder {
  private final Task task;
  private final Optional<Path> folder;
  private final Map<String, String> hashes = new TreeMap<>();

  /**
   * @param folder the user's; else the task file's own
   */
  TaskData(Task task, Optional<Path> folder) {
    this.task = task;
    this.folder = folder.or(task::folder);
  }

  private Path root() {
    return folder.orElseThrow(
        () ->
            new PareException(
                "task " + task.name(),
                "needs its data",
                "name the folder that holds it by --data"));
  }

  /** Hands on every record of the files that are there. */
  void read(List<DataSource> sources, Consumer<Sample> samples) {
    DataFiles files = DataFiles.find(task.name(), root(), sources);
    for (Path file : files.files()) {
      hashes.put(files.id(file), Hashes.sha256(file));
      files.format().read(file, files.id(file), samples);
    }
  }

  @Override
  public List<Path> files(List<String> names) {
    List<Path> files = DataFiles.first(task.name(), root(), names);
    files.forEach(file -> hashes.put(DataFiles.id(root(), file), Hashes.sha256(file)));
    return files;
  }

  /** Notes samples that were made: what is kept under their hash is not theirs if they change. */
  void made(String name, List<Sample> samples) {
    StringBuilder all = new StringBuilder();
    samples.forEach(sample -> all.append(new TreeMap<>(sample.fields())).append('\n'));
    hashes.put("generated " + name, Hashes.sha256(all.toString()));
  }

  /** SHA-256 of every file read, by its path below the folder, and of samples that were made. */
  Map<String, String> hashes() {
    return hashes;
  }
}
