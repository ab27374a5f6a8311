package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.io.Hashes;
import dev.pare.core.io.LineFile;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one model said to one task's questions: a line of JSON that says which model, task, data and
 * settings, then a line a batch. The file's name holds the hash of the first line, so another
 * model, task or setting is another file, and the same ones are found again: an interrupted run
 * goes on where it was, and a baseline is asked once for all models that are compared with it.
 *
 * <p>A last line that is incomplete, as a kill leaves it, is taken away; any other damage is
 * refused by name.
 */
final class AnswerFile implements AnswerStore {
  /** Raised when the same questions could get other answers, or the lines change. */
  static final int FORMAT = 1;

  private final Path file;
  private final String header;
  private final Set<String> samples;
  private final AnswerStore known = new MemoryAnswers();
  private final LineFile lines;

  /**
   * @param folder made if it is not there
   * @param task a part of the file's name
   * @param key what the answers depend on
   * @param samples the ids of all samples
   */
  AnswerFile(Path folder, String task, Map<String, ?> key, Set<String> samples) {
    this.samples = samples;
    this.header = JsonWriting.toLine(key);
    this.file = folder.resolve(task + "-" + Hashes.sha256(header).substring(0, 16) + ".jsonl");
    this.lines = new LineFile(file, this::read);
    if (lines.isEmpty()) {
      lines.append(header);
    }
  }

  private void read(int number, String line) {
    if (number > 1) {
      take(number, line);
    } else if (!line.equals(header)) {
      throw damaged(1, "its first line is not this run's", null);
    }
  }

  private void take(int number, String line) {
    try {
      JsonObject object = Json.readObject(file + ":" + number, line);
      List<Answer> answers = new ArrayList<>();
      for (JsonObject answer : object.objects("answers")) {
        answers.add(AnswerJson.read(answer));
      }
      int batch = object.requireInt("batch", 0);
      boolean asked = answers.stream().allMatch(answer -> samples.contains(answer.id()));
      if (!asked || known.batch(batch) != null) {
        throw damaged(number, asked ? "is a batch twice" : "answers an unknown sample", null);
      }
      known.put(batch, answers);
    } catch (PareException e) {
      throw damaged(number, e.getMessage(), e);
    }
  }

  private PareException damaged(int number, String what, Throwable cause) {
    return new PareException(
        file + ":" + number, "damaged (" + what + ")", "remove the file to ask again", cause);
  }

  @Override
  public List<Answer> batch(int number) {
    return known.batch(number);
  }

  @Override
  public Map<String, Answer> answers() {
    return known.answers();
  }

  /** Keeps a batch's answers, written before it returns: a kill of this process leaves them. */
  @Override
  public void put(int number, List<Answer> answers) {
    known.put(number, answers);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("batch", number);
    line.put("answers", answers.stream().map(AnswerJson::stored).toList());
    lines.append(JsonWriting.toLine(line));
  }

  @Override
  public void close() {
    lines.close();
  }
}
