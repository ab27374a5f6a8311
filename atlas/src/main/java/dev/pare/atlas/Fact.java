package dev.pare.atlas;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A subject, a relation, and every object that stands in it: any of them is a right answer.
 *
 * @param subject as it stands in running text
 * @param objects at least one
 */
public record Fact(Relation relation, String subject, List<Term> objects) {
  public Fact {
    objects = List.copyOf(objects);
  }

  /** Unique and lasting: {@code capital/France}. */
  public String id() {
    return relation.name() + "/" + subject;
  }

  /** All that is right as an answer; the first object's usual form first. */
  public Set<String> accepted() {
    Set<String> accepted = new LinkedHashSet<>();
    objects.forEach(object -> accepted.addAll(object.accepted()));
    return accepted;
  }

  public boolean accepts(Term object) {
    Set<String> accepted = accepted();
    return object.accepted().stream().anyMatch(accepted::contains);
  }

  /** How often training text tells it, beside others. */
  public Exposure exposure() {
    String pair = Stream.of(subject, objects.get(0).text()).sorted().toList().toString();
    return Exposure.of(relation.domain() + " " + pair);
  }

  /** Whether it appears in no multiple choice and no true-or-false of training text. */
  public boolean heldFromChoices() {
    return Chance.fraction("held from choices " + id()) < 0.15;
  }
}
