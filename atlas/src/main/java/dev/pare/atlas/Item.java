package dev.pare.atlas;

import java.util.Collection;
import java.util.List;

/**
 * One question of a test.
 *
 * @param id unique and lasting
 * @param group what the questions about one text share; otherwise the id
 * @param topic the relation, or the kind of invented thing, incident or instruction
 * @param subject whom or what it is about; of a fact, {@code topic/subject} is the fact's id
 * @param context the text to read; empty if there is none
 * @param question alone, or a sentence's beginning
 * @param prompt all that stands before the answer, in the form atlas was trained on; the answer
 *     follows after a blank
 * @param answers any is right, the usual one first
 * @param choices to choose among; empty if there are none
 * @param right which choice is right, from 0; −1 if there are none
 * @param checks of an instruction, the constraints of its response; of an incident, what a summary
 *     has to name
 */
public record Item(
    String id,
    Gate gate,
    String group,
    String topic,
    String subject,
    String context,
    String question,
    String prompt,
    List<String> answers,
    List<String> choices,
    int right,
    List<String> checks) {
  public Item {
    answers = List.copyOf(answers);
    choices = List.copyOf(choices);
    checks = List.copyOf(checks);
  }

  static Item ofFact(
      Gate gate, Fact fact, String question, String prompt, Collection<String> right) {
    String id = gate.id() + "/" + fact.id();
    return new Item(
        id,
        gate,
        id,
        fact.relation().name(),
        fact.subject(),
        "",
        question,
        prompt,
        List.copyOf(right),
        List.of(),
        -1,
        List.of());
  }

  Item withChoices(List<String> choices, int right) {
    List<String> answer = List.of(choices.get(right));
    return new Item(
        id, gate, group, topic, subject, context, question, prompt, answer, choices, right, checks);
  }
}
