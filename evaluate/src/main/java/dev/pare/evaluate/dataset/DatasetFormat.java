package dev.pare.evaluate.dataset;

import dev.pare.core.PareException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A layout of question files, by name.
 *
 * <p>{@code csv}, {@code tsv}, {@code jsonl}, {@code json} and {@code lines} are anyone's own
 * files, with a field map where their names are not those of {@link Sample}; the others are public
 * datasets as their authors publish them, and {@code llm-adapters} is eight of them as
 * instructions.
 */
public final class DatasetFormat {
  private static final Map<String, SampleReader> PUBLISHED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("arc", ChoiceFormats::arc),
              Map.entry("bbh", AnswerFormats::bbh),
              Map.entry("blimp", ChoiceFormats::blimp),
              Map.entry("boolq", ChoiceFormats::boolq),
              Map.entry("freebaseqa", AnswerFormats::freebaseQa),
              Map.entry("gsm8k", AnswerFormats::gsm8k),
              Map.entry("hellaswag", ChoiceFormats::hellaSwag),
              Map.entry("lines", TextFormats::lines),
              Map.entry("llm-adapters", InstructionFormat::read),
              Map.entry("mmlu", TextFormats::mmlu),
              Map.entry("mt-bench", ConversationFormats::mtBench),
              Map.entry("nq-open", AnswerFormats::nqOpen),
              Map.entry("opentriviaqa", TriviaFormat::read),
              Map.entry("pararel", TripleFormats::pararel),
              Map.entry("piqa", ChoiceFormats::piqa),
              Map.entry("squad", AnswerFormats::squad),
              Map.entry("triples", TripleFormats::lines),
              Map.entry("triviaqa", AnswerFormats::triviaQa),
              Map.entry("vicuna", ConversationFormats::vicuna),
              Map.entry("wikitext", WikiTextFormat::read),
              Map.entry("winogrande", ChoiceFormats::winoGrande)));

  private static final Set<String> OWN = Set.of("csv", "tsv", "jsonl", "json");

  private final String name;
  private final SampleReader reader;

  private DatasetFormat(String name, SampleReader reader) {
    this.name = name;
    this.reader = reader;
  }

  /** All names, sorted. */
  public static Set<String> names() {
    Set<String> names = new TreeSet<>(PUBLISHED.keySet());
    names.addAll(OWN);
    return names;
  }

  /**
   * @param where what to name in errors: the task
   * @param fields for csv, tsv, jsonl and json: a sample's field to the file's own name, or names,
   *     of it ({@code answers: answer.aliases} looks into an object); empty takes all as they are
   * @throws PareException if there is no such format, or it has fields of its own
   */
  public static DatasetFormat named(String where, String name, Map<String, Object> fields) {
    SampleReader published = PUBLISHED.get(name);
    if (published != null && !fields.isEmpty()) {
      throw new PareException(
          where, "the format " + name + " has its own fields", "leave \"fields\" out");
    }
    if (published != null) {
      return new DatasetFormat(name, published);
    }
    FieldMap map = new FieldMap(where, fields);
    return new DatasetFormat(
        name,
        switch (name) {
          case "csv" -> map::csv;
          case "tsv" -> map::tsv;
          case "jsonl" -> map::jsonLines;
          case "json" -> map::jsonArray;
          default ->
              throw new PareException(
                  where,
                  "unknown format \"" + name + "\"",
                  "known are " + String.join(", ", names()));
        });
  }

  public String name() {
    return name;
  }

  /**
   * Hands on every record of a file, in its order.
   *
   * @param file what to read
   * @param id the file's part of a sample's id
   * @throws PareException naming file and line of what is malformed, or if there is no record
   */
  public void read(Path file, String id, Consumer<Sample> samples) {
    int[] count = {0};
    reader.read(file, fields -> samples.accept(new Sample(id + "#" + ++count[0], fields)));
    if (count[0] == 0) {
      throw new PareException(file, "has no records", "check the file and its format " + name);
    }
  }
}
