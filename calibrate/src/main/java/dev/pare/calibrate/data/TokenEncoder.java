package dev.pare.calibrate.data;

import dev.pare.core.PareException;
import dev.pare.core.chat.ChatMessage;
import dev.pare.core.chat.ChatTemplate;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tokenizer.Tokenizer;
import dev.pare.core.tokenizer.Tokenizers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** Texts as a model's tokens: from its start token on, where its tokenizer sets one. */
final class TokenEncoder {
  /** The day that a template may write: the same in every run. */
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

  private static final String MODEL = "model";

  private final Map<String, ByteSource> companions;
  private final Tokenizer tokenizer;
  private final int vocabulary;
  private final OptionalInt end;
  private final Set<Integer> ends;
  private final int[] begin;
  private final int[] start;
  private ChatTemplate template;

  /**
   * @throws PareException if the model has no tokenizer
   */
  TokenEncoder(Checkpoint model) {
    companions = model.companions();
    tokenizer = Tokenizers.of(companions, MODEL);
    vocabulary = model.config().vocabularySize();
    ends = model.config().endTokens();
    begin = model.config().beginToken().stream().toArray();
    end = model.config().endTokens().stream().mapToInt(Integer::intValue).min();
    int[] around = tokenizer.encode("", true);
    start = around.length == 0 ? around : Arrays.copyOf(around, 1);
  }

  /**
   * What begins and ends a text that the model writes; its end starts one where nothing else does.
   */
  TextEnds textEnds() {
    int[] last = end.isPresent() ? new int[] {end.getAsInt()} : new int[0];
    int[] first = start.length > 0 ? start : begin;
    first = first.length > 0 ? first : last;
    boolean one = Arrays.equals(first, last);
    return new TextEnds(known(Arrays.stream(first)), one ? new int[0] : last, ends);
  }

  /** How many tokens {@link #text} begins with before the text's own. */
  int startTokens() {
    return start.length;
  }

  /** The start token and a stretch of text. */
  int[] text(String text) {
    return known(IntStream.concat(Arrays.stream(start), ids(text)));
  }

  /**
   * A whole text and the token that ends it. Where that is the start token too, the text before it
   * has it already.
   */
  int[] document(String text) {
    IntStream last = end.isPresent() ? IntStream.of(end.getAsInt()) : IntStream.empty();
    boolean one = start.length > 0 && end.isPresent() && start[0] == end.getAsInt();
    IntStream first = one ? IntStream.empty() : Arrays.stream(start);
    return known(IntStream.concat(IntStream.concat(first, ids(text)), last));
  }

  private IntStream ids(String text) {
    return Arrays.stream(tokenizer.encode(text, false));
  }

  /**
   * A conversation as the model's template writes it.
   *
   * @throws PareException if it has none, or it refuses the messages
   */
  int[] conversation(List<ChatMessage> messages) {
    if (template == null) {
      template = ChatTemplate.of(companions, MODEL);
    }
    String text = template.render(messages, false, CLOCK);
    return known(Arrays.stream(ChatTemplate.encode(tokenizer, text)));
  }

  private int[] known(IntStream stream) {
    int[] ids = stream.toArray();
    for (int id : ids) {
      if (id < 0 || id >= vocabulary) {
        throw new PareException(
            "tokenizer",
            "makes id " + id + " where the model's vocabulary is " + vocabulary,
            "use this model's own tokenizer");
      }
    }
    return ids;
  }
}
