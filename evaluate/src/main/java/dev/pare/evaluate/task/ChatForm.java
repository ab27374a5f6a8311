package dev.pare.evaluate.task;

import dev.pare.core.chat.ChatMessage;
import dev.pare.core.chat.ChatTemplate;
import dev.pare.core.lm.LanguageModel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a prompt is put as a message: by the model's chat template, or, for a model without one,
 * between {@code USER:} and {@code ASSISTANT:} as LLM-KICK does.
 */
final class ChatForm {
  /** Templates that write the day write this one: what is asked must not change overnight. */
  private static final Clock DAY =
      Clock.fixed(Instant.parse("2024-07-26T12:00:00Z"), ZoneOffset.UTC);

  private static final String USER = "USER:";

  private final Optional<ChatTemplate> template;

  ChatForm(Optional<ChatTemplate> template) {
    this.template = template;
  }

  /** A model's, whose template is looked for only if a task is a chat. */
  static ChatForm of(EvaluatedModel model, List<LoadedTask> tasks) {
    boolean chats = tasks.stream().anyMatch(task -> task.task().isChat());
    return new ChatForm(chats ? model.chat().get() : Optional.empty());
  }

  /** What answers depend on beside the model and the task. */
  String identity() {
    return template.map(ChatTemplate::identity).orElse("none");
  }

  /** The whole text that ends where the answer begins. */
  String text(String message) {
    return template
        .map(form -> form.render(List.of(ChatMessage.user(message)), true, DAY))
        .orElse(USER + " " + message + "\nASSISTANT:");
  }

  /** That text's tokens. */
  int[] encode(PairEncoder encoder, String text) {
    return template.isPresent() ? encoder.bare(text) : encoder.prompt(text);
  }

  /** The tokens that end an answer. */
  Set<Integer> ends(LanguageModel model) {
    Set<Integer> ends = new TreeSet<>(model.config().endTokens());
    template.ifPresent(form -> ends.addAll(form.endTokens(model.tokenizer())));
    return ends;
  }

  /** The texts that end an answer: a model without a template might go on as the user. */
  List<String> stops(List<String> own) {
    List<String> stops = new ArrayList<>(own);
    if (template.isEmpty()) {
      stops.add("\n" + USER);
    }
    return stops;
  }
}
