package dev.pare.evaluate.judge;

import dev.pare.evaluate.task.Transcript;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Answers against others, each pair in both orders: a win counts only if both orders give it. */
final class PairRating implements Rating {
  private static final String WINS = "wins";

  private final Replies replies;
  private final Function<Transcript, String> other;

  /**
   * @param other the answer to compare with
   */
  PairRating(Replies replies, Function<Transcript, String> other) {
    this.replies = replies;
    this.other = other;
  }

  @Override
  public List<String> metrics() {
    return List.of(WINS);
  }

  @Override
  public int replies() {
    return 2;
  }

  @Override
  public Rated rate(Transcript transcript, String answer) {
    String against = other.apply(transcript);
    if (answer.equals(against)) {
      return rated(PairVerdict.SAME, List.of());
    }
    String question = transcript.question();
    String first = replies.reply(JudgePrompts.pair(question, answer, against));
    String second = replies.reply(JudgePrompts.pair(question, against, answer));
    Optional<Preference> shownFirst = PreferenceReader.read(first);
    Optional<Preference> shownSecond = PreferenceReader.read(second).map(Preference::reversed);
    if (shownFirst.isPresent() && shownSecond.isPresent()) {
      return rated(
          new PairVerdict(shownFirst.get(), shownSecond.get(), false), List.of(first, second));
    }
    int unreadable = (shownFirst.isEmpty() ? 1 : 0) + (shownSecond.isEmpty() ? 1 : 0);
    return new Rated(Map.of(), Optional.empty(), List.of(first, second), unreadable);
  }

  private static Rated rated(PairVerdict verdict, List<String> said) {
    return new Rated(Map.of(WINS, verdict.score()), Optional.of(verdict), said, 0);
  }
}
