package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The texts of a task's questions. Beside a sample's own fields a template may use {@code
 * {options}}, the list of choices, and of the choice it is filled in for {@code {choice}}, its
 * text, and {@code {letter}}. A list's field stands for its first entry.
 */
final class Prompts {
  private final Task task;

  Prompts(Task task) {
    this.task = task;
  }

  /** What stands before the examples. */
  String header(Sample sample) {
    return fill(task.header(), sample, -1);
  }

  /**
   * A question without examples; a prompt that speaks of its choice differs from one to another.
   */
  String prompt(Sample sample, int choice) {
    return fill(task.prompt(), sample, choice);
  }

  /** Header and prompt: all of a rolling request's text. */
  String whole(Sample sample) {
    return header(sample) + prompt(sample, -1);
  }

  String continuation(RequestKind.Choices kind, Sample sample, int choice) {
    return fill(kind.continuation(), sample, choice);
  }

  /** A solved example: its prompt and the right answer. */
  String shot(Sample example) {
    if (task.kind() instanceof RequestKind.Choices kind) {
      int right = example.answerIndex();
      return prompt(example, right) + continuation(kind, example, right);
    }
    if (task.kind() instanceof RequestKind.Generation kind) {
      return prompt(example, -1) + fill(kind.target(), example, -1);
    }
    return prompt(example, -1);
  }

  /** Header, some examples and the prompt. */
  String context(String header, List<String> shots, String prompt) {
    StringBuilder text = new StringBuilder(header);
    shots.forEach(shot -> text.append(shot).append(task.shots().separator()));
    return text.append(prompt).toString();
  }

  /** Where each option's line ends in a prompt that lists them. */
  List<Integer> optionEnds(Sample sample) {
    int end = task.prompt().before("options", field -> value(field, sample, -1)).length() - 1;
    List<Integer> ends = new ArrayList<>();
    for (String option : options(sample)) {
      end += 1 + option.length();
      ends.add(end);
    }
    return ends;
  }

  private String fill(Template template, Sample sample, int choice) {
    return template.fill(field -> value(field, sample, choice));
  }

  private String value(String field, Sample sample, int choice) {
    return switch (field) {
      case "choice" -> choice < 0 ? sample.text(field) : sample.texts(Sample.CHOICES).get(choice);
      case "letter" -> choice < 0 ? sample.text(field) : letter(sample, choice);
      case "options" -> String.join("\n", options(sample));
      default -> sample.text(field);
    };
  }

  private List<String> options(Sample sample) {
    Template option =
        task.kind() instanceof RequestKind.Choices kind
            ? kind.option()
            : new Template("option", "{letter}. {choice}");
    return IntStream.range(0, sample.texts(Sample.CHOICES).size())
        .mapToObj(choice -> fill(option, sample, choice))
        .toList();
  }

  private static String letter(Sample sample, int choice) {
    if (choice >= 26) {
      throw new PareException(
          sample.id(), "has more choices than there are letters", "ask for their texts instead");
    }
    return String.valueOf((char) ('A' + choice));
  }
}
