package dev.pare.evaluate.task;

import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A question and what was generated to it, for who reads it afterwards.
 *
 * @param question all that was asked, less solved examples
 * @param references the right answers, or good ones; empty where the sample has none
 * @param model what the model said, without spaces around it
 * @param baseline what the baseline said; empty where there is none
 */
public record Transcript(
    Sample sample,
    String question,
    List<String> references,
    String model,
    Optional<String> baseline) {
  static List<Transcript> of(TaskAnswers answers, RequestKind.Generation kind) {
    Prompts prompts = new Prompts(answers.loaded().task());
    List<Transcript> transcripts = new ArrayList<>();
    for (int i = 0; i < answers.model().size(); i++) {
      Sample sample = answers.loaded().samples().get(i);
      transcripts.add(
          new Transcript(
              sample,
              prompts.whole(sample).strip(),
              sample.fields().containsKey(kind.references())
                  ? sample.texts(kind.references())
                  : List.of(),
              answers.model().get(i).text().strip(),
              answers.baseline().isEmpty()
                  ? Optional.empty()
                  : Optional.of(answers.baseline().get(i).text().strip())));
    }
    return List.copyOf(transcripts);
  }
}
