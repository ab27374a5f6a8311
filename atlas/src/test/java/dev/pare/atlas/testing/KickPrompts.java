package dev.pare.atlas.testing;

import dev.pare.atlas.Fact;
import dev.pare.atlas.Item;
import java.util.List;

/** What LLM-KICK's tasks say to a model without a chat template, written down once more. */
final class KickPrompts {
  private KickPrompts() {}

  static List<String> of(Item item) {
    String asked = "Q: " + item.question() + "\nA:";
    return switch (item.gate()) {
      case CLOSED_QUESTION ->
          List.of(
              "Please give answer to this question: " + item.question() + "\nThe answer is ",
              "Answer these questions:\n\n" + asked);
      case OPEN_BOOK ->
          List.of(item.context() + "\n\nBased on these texts, answer these questions:\n\n" + asked);
      case SUMMARY ->
          List.of(
              "USER: Summarize the given story in less than 150 words while preserving high"
                  + " coherence, consistency, fluency, and relevance.\n\n"
                  + item.context()
                  + "\nASSISTANT:");
      case INSTRUCTION -> List.of("USER: " + item.question() + "\nASSISTANT:");
      default -> List.of();
    };
  }

  static String ofLetters(Item item, Fact fact) {
    List<String> choices = item.choices();
    return "The following are multiple choice questions (with answers) about %s.\n\n%s\n"
            .formatted(fact.relation().domain(), item.question())
        + "A. %s\nB. %s\nC. %s\nD. %s\nAnswer:".formatted(choices.toArray());
  }
}
