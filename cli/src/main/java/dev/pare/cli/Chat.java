package dev.pare.cli;

import dev.pare.core.PareException;
import dev.pare.core.chat.ChatMessage;
import dev.pare.core.chat.ChatTemplate;
import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.Sampling;
import dev.pare.core.lm.Session;
import dev.pare.core.lm.Sessions;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.lm.TokenSink;
import dev.pare.core.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A conversation with a model: its messages so far, and the engine's session, which computes only
 * what a turn adds.
 */
final class Chat implements AutoCloseable {
  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final List<ChatMessage> messages = new ArrayList<>();
  private final Set<Integer> ends;
  private final Optional<Session> session;

  Chat(LanguageModel model, ChatTemplate template, Optional<String> system) {
    this.model = model;
    this.template = template;
    tokenizer = model.tokenizer();
    system.map(ChatMessage::system).ifPresent(messages::add);
    ends = new HashSet<>(model.config().endTokens());
    ends.addAll(template.endTokens(tokenizer));
    session = model.capability(Sessions.class).map(Sessions::openSession);
  }

  /**
   * Adds what the user says.
   *
   * @throws PareException if the template refuses it or the context has no room for an answer; it
   *     is not added then
   */
  int[] say(String text) {
    List<ChatMessage> all = new ArrayList<>(messages);
    all.add(ChatMessage.user(text));
    int[] prompt = ChatTemplate.encode(tokenizer, template.render(all, true));
    int context = model.config().maxPositions();
    if (prompt.length >= context) {
      throw new PareException(
          "chat",
          prompt.length + " tokens leave no room in the model's context of " + context,
          messages.size() > 1 ? "begin anew with /reset" : "say it in fewer words");
    }
    messages.add(ChatMessage.user(text));
    return prompt;
  }

  /** Answers, into {@code sink}. */
  void answer(int[] prompt, int maxTokens, Sampling sampling, TokenSink sink) {
    GenerationRequest request =
        new GenerationRequest(new TokenSequence(prompt), maxTokens, sampling, ends);
    if (session.isPresent()) {
      session.get().generate(request, sink);
    } else {
      model.generate(List.of(request), sink);
    }
  }

  /** Takes down what was answered. */
  void heard(String answer) {
    messages.add(ChatMessage.assistant(answer));
  }

  /** Forgets all but the system message. */
  void reset() {
    messages.removeIf(message -> !message.role().equals("system"));
  }

  @Override
  public void close() {
    session.ifPresent(Session::close);
  }
}
