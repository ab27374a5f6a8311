package dev.pare.core.chat;

import dev.pare.core.PareException;
import dev.pare.core.io.Hashes;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tokenizer.Tokenizer;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A model's chat template: how a conversation becomes the text that the model was trained on. It
 * renders as transformers' {@code apply_chat_template} does, without tools.
 *
 * <p>A template is foreign code. It reaches nothing but the messages, the special tokens' texts and
 * the clock; what it may do is bounded; whatever is wrong with it is a {@link PareException} that
 * names its line. Immutable and safe for many threads.
 */
public final class ChatTemplate {
  private static final int LONGEST = 1 << 20;

  private final Object where;
  private final List<Statement> body;
  private final Map<String, Object> variables;
  private final String identity;

  private ChatTemplate(Object where, String template, Map<String, String> specialTokens) {
    if (template.length() > LONGEST) {
      throw new PareException(
          where,
          "a chat template of " + template.length() + " characters",
          "give one of " + LONGEST + " at most");
    }
    this.where = where;
    body = StatementParser.parse(template, where);
    identity = Hashes.sha256(template + '\0' + new TreeMap<>(specialTokens));
    variables = Globals.functions();
    variables.putAll(specialTokens);
    variables.put("tools", null);
    variables.put("documents", null);
  }

  /**
   * The template among a model's files: {@code chat_template.jinja}, or else {@code chat_template}
   * in {@code tokenizer_config.json}, where of several the one named {@code default} counts.
   *
   * @param companions the content of the files that belong to a model, by name
   * @param where what to name in errors
   * @throws PareException if there is none, or it is not one
   */
  public static ChatTemplate of(Map<String, ByteSource> companions, Object where) {
    ChatFiles files = new ChatFiles(companions, where);
    return new ChatTemplate(files.templateSource(), files.template(), files.specialTokens());
  }

  /**
   * The same, where a model need not have one.
   *
   * @throws PareException if there is one and it is not one
   */
  public static Optional<ChatTemplate> find(Map<String, ByteSource> companions, Object where) {
    return new ChatFiles(companions, where).hasTemplate()
        ? Optional.of(of(companions, where))
        : Optional.empty();
  }

  /**
   * A template from elsewhere, for the model whose files these are.
   *
   * @param template in Jinja
   * @param where what to name in errors of the template
   */
  public static ChatTemplate of(String template, Map<String, ByteSource> companions, Object where) {
    return new ChatTemplate(where, template, new ChatFiles(companions, where).specialTokens());
  }

  /**
   * The text of a conversation, start token and all.
   *
   * @param addGenerationPrompt whether it ends where the assistant's answer begins
   * @throws PareException if the template refuses the messages, or does what it cannot
   */
  public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
    return render(messages, addGenerationPrompt, Clock.system(ZoneId.systemDefault()));
  }

  /**
   * The same at another time.
   *
   * @param clock what a template that writes the day reads
   */
  public String render(List<ChatMessage> messages, boolean addGenerationPrompt, Clock clock) {
    List<Object> maps = new ArrayList<>();
    long characters = 0;
    for (ChatMessage message : messages) {
      Map<Object, Object> map = new LinkedHashMap<>();
      map.put("role", message.role());
      map.put("content", message.content());
      maps.add(map);
      characters += message.content().length();
    }
    Rendering rendering =
        new Rendering(where, clock, Rendering.WORK + Rendering.WORK_PER_CHARACTER * characters);
    Scope scope = Scope.global(rendering, variables);
    scope.set("messages", maps);
    scope.set("add_generation_prompt", addGenerationPrompt);
    StringBuilder text = new StringBuilder();
    scope.inner().run(body, text);
    return text.toString();
  }

  /** A hash of the template and its special tokens: of all that it writes beside the messages. */
  public String identity() {
    return identity;
  }

  /**
   * The ids of a rendered text: special tokens written in it are themselves, and none is added, for
   * the template has written the start token where there is one.
   */
  public static int[] encode(Tokenizer tokenizer, String rendered) {
    return tokenizer.encode(rendered, false);
  }

  /**
   * The ids that end an answer, whatever the model's config says: the end token, and what the
   * template writes right after an answer, where that is a special token such as {@code
   * <|im_end|>}.
   */
  public Set<Integer> endTokens(Tokenizer tokenizer) {
    Set<Integer> ends = new TreeSet<>();
    if (variables.get("eos_token") instanceof String end) {
      tokenizer.id(end).ifPresent(ends::add);
    }
    int[] after = ChatTemplate.encode(tokenizer, afterAnAnswer().strip());
    if (after.length > 0 && tokenizer.isSpecial(after[0])) {
      ends.add(after[0]);
    }
    return ends;
  }

  private String afterAnAnswer() {
    String answer = "pare";
    List<ChatMessage> messages = List.of(ChatMessage.user("?"), ChatMessage.assistant(answer));
    try {
      String text = render(messages, false);
      int at = text.lastIndexOf(answer);
      return at < 0 ? "" : text.substring(at + answer.length());
    } catch (PareException e) {
      return ""; // a template that wants other messages ends answers as the config says
    }
  }
}
