package dev.pare.evaluate.task;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A task as data. docs/tasks.md tells each key of its YAML.
 *
 * @param name what tables call it
 * @param version raised with every change that changes results
 * @param family what it examines: its folder among the bundled tasks
 * @param description one line
 * @param source where its data is published
 * @param licence of the data
 * @param citation of the data
 * @param data where the samples come from; the first layout whose files are there counts
 * @param generated what makes the samples instead; {@code limit} then says how many
 * @param shots solved examples before each question
 * @param header stands once before examples and question
 * @param prompt of a question
 * @param kind what is asked
 * @param metrics how answers are scored, by name
 * @param limit of samples where the user gives none
 * @param report fields that results repeat of each sample, such as how deep a needle lies
 * @param definition all of the above as read, in a fixed spelling: what a cache of answers is known
 *     by
 * @param folder where its data is looked for if the user names no folder
 */
public record Task(
    String name,
    int version,
    String family,
    String description,
    String source,
    String licence,
    String citation,
    List<DataSource> data,
    Optional<Generated> generated,
    Shots shots,
    Template header,
    Template prompt,
    RequestKind kind,
    List<String> metrics,
    OptionalInt limit,
    List<String> report,
    String definition,
    Optional<Path> folder) {
  public Task {
    data = List.copyOf(data);
    metrics = List.copyOf(metrics);
    report = List.copyOf(report);
  }

  /** Whether its questions are put to attention heads too. */
  boolean asksHeads() {
    return metrics.stream().map(Fold::base).anyMatch(Metrics.HEADS::equals);
  }

  /**
   * Whether there are files to read samples from, in the folder given or else in its own, or none
   * are needed.
   */
  public boolean hasData(Optional<Path> root) {
    if (generated.isPresent()) {
      List<String> reads = generated.get().generator().reads();
      return reads.isEmpty()
          || root.or(() -> folder)
              .filter(path -> !DataFiles.matching(name, path, reads).isEmpty())
              .isPresent();
    }
    return root.or(() -> folder).filter(path -> DataFiles.present(name, path, data)).isPresent();
  }

  /** How a judge rates its answers; empty where none does. */
  public Optional<JudgedBy> judged() {
    return kind instanceof RequestKind.Generation generation
        ? generation.judged()
        : Optional.empty();
  }

  /** The same with another number of samples where the user gives none. */
  public Task withLimit(OptionalInt samples) {
    return new Task(
        name,
        version,
        family,
        description,
        source,
        licence,
        citation,
        data,
        generated,
        shots,
        header,
        prompt,
        kind,
        metrics,
        samples,
        report,
        definition,
        folder);
  }

  /** Whether its prompts are messages of a chat. */
  boolean isChat() {
    return kind instanceof RequestKind.Generation generation && generation.chat();
  }
}
