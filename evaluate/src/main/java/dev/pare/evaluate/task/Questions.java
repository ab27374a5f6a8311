package dev.pare.evaluate.task;

import dev.pare.core.PareException;
import dev.pare.core.io.Hashes;
import dev.pare.core.lm.TokenSequence;
import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes a task's questions for one model. A prompt that is too long for the model's context first
 * loses its examples, the first ones first, then words from its start, whole ones; the question
 * says so. One that was generated is never cut, for what was asked of may be gone: it is refused.
 */
final class Questions {
  private static final TokenSequence NO_PROMPT = new TokenSequence();

  private final LoadedTask loaded;
  private final Prompts prompts;
  private final PairEncoder encoder;
  private final ChatForm chat;
  private final OptionEnds optionEnds;

  /**
   * @param chat how prompts are put where the task is a chat
   */
  Questions(LoadedTask loaded, PairEncoder encoder, ChatForm chat) {
    this.loaded = loaded;
    this.prompts = new Prompts(loaded.task());
    this.encoder = encoder;
    this.chat = chat;
    this.optionEnds = new OptionEnds(encoder.tokenizer());
  }

  /** One question a sample, in the samples' order. */
  List<Question> all() {
    return loaded.samples().stream().map(this::question).map(this::withOptionEnds).toList();
  }

  private Question question(Sample sample) {
    if (loaded.task().kind() instanceof RequestKind.Rolling) {
      return rolling(sample);
    }
    List<String> shots = loaded.shots(sample).stream().map(prompts::shot).toList();
    List<String> asked = new ArrayList<>();
    for (int choice : choices(sample)) {
      asked.add(prompts.prompt(sample, choice));
    }
    String header = prompts.header(sample);
    for (int dropped = 0; dropped <= shots.size(); dropped++) {
      List<String> kept = shots.subList(dropped, shots.size());
      Question question = question(sample, header, kept, asked, 0);
      if (fits(question)) {
        return question;
      }
    }
    if (loaded.task().generated().isPresent()) {
      throw loaded.task().generated().get().tooLong(sample, encoder.room());
    }
    return cut(sample, header, asked);
  }

  /** Leaves out the fewest words that make it fit. */
  private Question cut(Sample sample, String header, List<String> asked) {
    int words = asked.stream().mapToInt(Questions::words).min().orElseThrow();
    int tooFew = 0;
    int enough = words;
    while (enough - tooFew > 1) {
      int middle = (enough + tooFew) >>> 1;
      if (fits(question(sample, header, List.of(), asked, middle))) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    Question question = question(sample, header, List.of(), asked, enough);
    if (!fits(question)) {
      throw new PareException(
          sample.id(),
          "does not fit into the model's context of " + encoder.room() + " tokens",
          "leave the record out, or take a model with a longer context");
    }
    return question;
  }

  /** Word starts past a text's first: where it may be cut. */
  private static int words(String text) {
    int words = 0;
    for (int i = 1; i < text.length(); i++) {
      if (startsWord(text, i)) {
        words++;
      }
    }
    return words;
  }

  private static boolean startsWord(String text, int at) {
    return Character.isWhitespace(text.charAt(at - 1)) && !Character.isWhitespace(text.charAt(at));
  }

  private static String without(String text, int words) {
    int at = 0;
    for (int left = words; left > 0; ) {
      at++;
      if (startsWord(text, at)) {
        left--;
      }
    }
    return text.substring(at);
  }

  private Question question(
      Sample sample, String header, List<String> shots, List<String> asked, int cutWords) {
    List<String> contexts = new ArrayList<>();
    for (String prompt : asked) {
      contexts.add(
          cutWords == 0
              ? prompts.context(header, shots, prompt)
              : prompts.context("", shots, without(prompt, cutWords)));
    }
    String first = contexts.get(0);
    boolean cut = cutWords > 0;
    if (loaded.task().kind() instanceof RequestKind.Choices kind) {
      List<ScoredSequence> sequences = new ArrayList<>();
      StringBuilder all = new StringBuilder();
      for (int choice = 0; choice < asked.size(); choice++) {
        String continuation = prompts.continuation(kind, sample, choice);
        sequences.add(encoder.pair(sample.id(), contexts.get(choice), continuation));
        all.append(contexts.get(choice)).append('\0').append(continuation).append('\0');
      }
      String hash = Hashes.sha256(all.toString());
      return new Question(sample, first, hash, shots.size(), cut, sequences, NO_PROMPT, List.of());
    }
    boolean message = loaded.task().isChat();
    String text = message ? chat.text(first) : first;
    int[] prompt = message ? chat.encode(encoder, text) : encoder.prompt(text);
    String hash = Hashes.sha256(text);
    TokenSequence tokens = new TokenSequence(prompt);
    return new Question(sample, text, hash, shots.size(), cut, List.of(), tokens, List.of());
  }

  /** Counted from the context's end, which is there however much of its start is cut off. */
  private Question withOptionEnds(Question question) {
    if (!loaded.task().asksHeads()) {
      return question;
    }
    Sample sample = question.sample();
    String context = question.context();
    int before = context.length() - prompts.prompt(sample, -1).length();
    List<Integer> ends = prompts.optionEnds(sample).stream().map(end -> end + before).toList();
    return question.with(
        optionEnds.tokens(sample.id(), question.start().ids(), context.stripTrailing(), ends));
  }

  private int[] choices(Sample sample) {
    if (loaded.task().kind() instanceof RequestKind.Choices) {
      sample.answerIndex(); // a record without a right answer is refused before any model runs
      return IntStream.range(0, sample.texts(Sample.CHOICES).size()).toArray();
    }
    return new int[] {-1};
  }

  private boolean fits(Question question) {
    if (loaded.task().kind() instanceof RequestKind.Generation kind) {
      return question.prompt().length() + (long) kind.tokens() <= encoder.room();
    }
    return question.sequences().stream().allMatch(s -> s.length() <= encoder.room());
  }

  /** Every token once, in windows of the model's context; the last one reaches back to be full. */
  private Question rolling(Sample sample) {
    String text = prompts.whole(sample);
    int[] ids = encoder.whole(sample.id(), text);
    if (ids.length <= encoder.startLength()) {
      throw new PareException(sample.id(), "has no token to score", "leave the record out");
    }
    List<ScoredSequence> windows = new ArrayList<>();
    for (int target = encoder.startLength(); target < ids.length; ) {
      int end = Math.min(ids.length, target - 1 + encoder.room());
      int start = Math.max(0, end - encoder.room());
      windows.add(
          new ScoredSequence(
              new TokenSequence(Arrays.copyOfRange(ids, start, target)),
              new TokenSequence(Arrays.copyOfRange(ids, target, end))));
      target = end;
    }
    return new Question(sample, text, Hashes.sha256(text), 0, false, windows, NO_PROMPT, List.of());
  }
}
