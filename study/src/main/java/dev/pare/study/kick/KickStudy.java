package dev.pare.study.kick;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.io.OutputFolder;
import dev.pare.core.io.ProcessMemory;
import dev.pare.core.io.StateFolder;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.Compression;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.evaluate.suite.SuiteResult;
import dev.pare.evaluate.task.EvaluatedModel;
import dev.pare.evaluate.task.EvaluationPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * LLM-KICK's study (A. Jaiswal et al., arXiv 2310.01382): a model pruned by several methods to ever
 * larger shares; each of the models is asked for what the families of {@code kick} examine, and
 * measured by perplexity, beside the dense one.
 *
 * <p>A cell is a method at an amount. Its model is made, asked and removed before the next is made.
 * What was found is kept, and so are a model and its answers while they are under way: a study that
 * was killed goes on where it was.
 */
public final class KickStudy {
  private static final String TABLE = "kick.json";
  private static final String FIGURE = "kick.svg";

  private final StudiedModel dense;
  private final KickOptions options;
  private final Examination examination;
  private final List<Cell> cells;
  private final EvaluatedModel baseline;
  private final CellStore store;
  private final StateFolder state;

  /**
   * Reads what is to be asked, and makes sure that every method can prune the model so.
   *
   * @throws PareException if a suite, a task or its data is missing or malformed, a method does not
   *     fit the model, or the output's name is taken
   */
  public KickStudy(StudiedModel dense, KickOptions options) {
    this.dense = dense;
    this.options = options;
    if (Files.exists(options.output(), LinkOption.NOFOLLOW_LINKS)) {
      throw new PareException(options.output(), "exists already", "choose another name");
    }
    examination = Examination.of(dense, options);
    cells = Cell.all(options.pruners(), options.amounts());
    try (Checkpoint source = dense.open().get()) {
      cells.forEach(cell -> compression(cell, source, Progress.none()));
    }
    baseline = dense.evaluated();
    Map<String, Object> setting = new LinkedHashMap<>();
    setting.put("dense", baseline.identity());
    setting.put("chat", dense.chat().map(template -> template.identity()).orElse("none"));
    setting.putAll(examination.key());
    store = new CellStore(options.answers(), setting, examination.names());
    state = new StateFolder(options.output());
  }

  private Compression compression(Cell cell, Checkpoint source, Progress progress) {
    CompressionOptions how =
        new CompressionOptions(options.threads(), options.seed(), false, progress);
    return Compression.plan(cell.recipe(), source, how);
  }

  /** What is left to do; times a batch of each task, and a sample of each method's work. */
  public KickPlan plan(Progress progress) {
    Map<String, Integer> left = new LinkedHashMap<>();
    Map<String, Double> seconds = new LinkedHashMap<>();
    try (Checkpoint source = dense.open().get()) {
      for (Cell cell : cells) {
        if (!store.has(cell)) {
          String method = cell.pruner().label();
          left.merge(method, 1, Integer::sum);
          seconds.computeIfAbsent(
              method, none -> compression(cell, source, Progress.none()).predict().seconds());
        }
      }
    }
    EvaluationPlan asking =
        left.isEmpty()
            ? new EvaluationPlan(dense.name(), List.of())
            : examination.plan(baseline, progress);
    int toDo = left.values().stream().mapToInt(Integer::intValue).sum();
    return new KickPlan(cells.size(), cells.size() - toDo, asking, seconds, left);
  }

  /**
   * Does what is left, and makes the output folder.
   *
   * @throws PareException if a model cannot be pruned or asked, or a kept file is damaged
   */
  public KickResult run(Progress progress) {
    long start = System.nanoTime();
    try (OutputFolder target = new OutputFolder(options.output(), false)) {
      Map<Cell, CellResult> found = new HashMap<>();
      cells.forEach(cell -> store.find(cell).ifPresent(known -> found.put(cell, known)));
      int kept = found.size();
      for (Cell cell : cells) {
        if (!found.containsKey(cell)) {
          CellResult done = make(cell, progress);
          found.put(cell, done);
          double seconds = (System.nanoTime() - start) * 1e-9 / (found.size() - kept);
          progress.note(told(done, found.size(), seconds));
        }
      }
      KickResult result =
          result(cells.stream().map(found::get).toList(), (System.nanoTime() - start) * 1e-9);
      JsonWriting.write(result.json(), target.staging().resolve(TABLE));
      write(KickFigure.of(result), target.staging().resolve(FIGURE));
      target.commit();
      state.remove();
      return result;
    }
  }

  private CellResult make(Cell cell, Progress progress) {
    String where = "%d of %d, %s".formatted(cells.indexOf(cell) + 1, cells.size(), cell.name());
    Progress shown = new CellProgress(where, progress);
    Path folder = state.part(store.id(cell));
    if (!Files.isDirectory(folder)) {
      try (Checkpoint source = dense.open().get()) {
        compression(cell, source, shown).run(folder);
      }
    }
    StudiedModel pruned = dense.made(cell.name(), () -> Checkpoints.open(folder));
    SuiteResult asked = examination.ask(pruned.evaluated(), baseline, shown);
    CellResult result;
    try (Checkpoint made = Checkpoints.open(folder)) {
      Map<String, Object> json = CellJson.of(cell, made, asked, examination.text().name());
      result = store.put(cell, json, CellJson.scores(asked));
    }
    state.remove();
    return result;
  }

  /**
   * @param done cells, this one included
   * @param seconds that a cell took on average
   */
  private String told(CellResult cell, int done, double seconds) {
    String verdicts =
        Stream.concat(
                cell.families().stream().map(CellResult.FamilyResult::name),
                Stream.of(KickResult.PERPLEXITY))
            .map(measure -> measure + " " + Witness.word(cell.verdict(measure)))
            .collect(Collectors.joining(", "));
    return "%s %s: %s; %d of %d cells done, about %.0f min left"
        .formatted(
            cell.label(),
            cell.amount().name(),
            verdicts,
            done,
            cells.size(),
            (cells.size() - done) * seconds / 60);
  }

  private KickResult result(List<CellResult> found, double seconds) {
    try (Checkpoint checkpoint = dense.open().get()) {
      return new KickResult(
          dense.name(),
          examination.suite(),
          examination.text().name(),
          options,
          found,
          checkpoint.names().stream().mapToLong(n -> checkpoint.tensor(n).byteSize()).sum(),
          seconds,
          ProcessMemory.peakRssBytes());
    }
  }

  private static void write(String text, Path file) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
  }
}
