package dev.pare.evaluate.task;

import dev.pare.core.lm.TokenSequence;
import dev.pare.evaluate.dataset.Sample;
import java.util.Arrays;
import java.util.List;

/**
 * A sample as a model is asked about it.
 *
 * @param context the text before what is scored or generated; of several, the first
 * @param hash SHA-256 of all that is asked
 * @param shots examples in it
 * @param cut whether words are missing at its start
 * @param sequences to score: one a choice, or the windows of a whole text; else none
 * @param prompt to continue; else empty
 * @param optionEnds the tokens of {@link #start} that end its options' lines, where heads are asked
 */
record Question(
    Sample sample,
    String context,
    String hash,
    int shots,
    boolean cut,
    List<ScoredSequence> sequences,
    TokenSequence prompt,
    List<Integer> optionEnds) {

  Question with(List<Integer> ends) {
    return new Question(sample, context, hash, shots, cut, sequences, prompt, ends);
  }

  Answer scored(List<Likelihood> likelihoods, String heads) {
    return new Answer(sample.id(), hash, shots, cut, likelihoods, "", "", heads);
  }

  Answer generated(String text, String finish) {
    return new Answer(sample.id(), hash, shots, cut, List.of(), text, finish, "");
  }

  /** The same with a text after its prompt to score. */
  Question followedBy(String text, PairEncoder encoder) {
    ScoredSequence whole = encoder.answered(prompt, context, text);
    return new Question(sample, context, hash, shots, cut, List.of(whole), prompt, optionEnds);
  }

  /** Tokens that a model reads for it where what its sequences share is read once. */
  int tokens() {
    if (sequences.isEmpty()) {
      return prompt.length();
    }
    int tokens = sequences.get(0).context().length();
    for (int i = 0; i < sequences.size(); i++) {
      TokenSequence context = sequences.get(i).context();
      tokens += sequences.get(i).targets().length();
      tokens += i == 0 ? 0 : context.length() - shared(sequences.get(0).context(), context);
    }
    return tokens;
  }

  /** What neighbours in a batch may share the start of. */
  TokenSequence start() {
    return sequences.isEmpty() ? prompt : sequences.get(0).context();
  }

  /** How many tokens two sequences begin with alike. */
  static int shared(TokenSequence a, TokenSequence b) {
    int mismatch = Arrays.mismatch(a.ids(), b.ids());
    return mismatch < 0 ? a.length() : mismatch;
  }
}
