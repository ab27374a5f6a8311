package dev.pare.evaluate;

import dev.pare.core.PareException;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A text in tokens, cut as the protocol says.
 *
 * @param sequences the text, or its lines
 * @param segments in document order: their targets, one after another, are the corpus's targets
 */
record Corpus(
    List<TokenSequence> sequences,
    List<Segment> segments,
    PerplexityProtocol protocol,
    StartToken startToken) {

  static Corpus of(EvaluationText text, Tokenizer tokenizer, PerplexityProtocol protocol) {
    List<TokenSequence> sequences = text.encode(tokenizer, protocol.eachLine());
    List<Segment> segments = cut(sequences, protocol);
    if (segments.isEmpty()) {
      throw new PareException(text.name(), "has no token to predict", "give a longer text");
    }
    StartToken startToken = StartToken.of(tokenizer, protocol.eachLine());
    return new Corpus(sequences, segments, protocol, startToken);
  }

  private static List<Segment> cut(List<TokenSequence> sequences, PerplexityProtocol protocol) {
    int window = protocol.window();
    List<Segment> segments = new ArrayList<>();
    int targets = 0;
    for (TokenSequence sequence : sequences) {
      int length = Math.min(window, sequence.length());
      if (length < 2) {
        continue; // a lone token has nothing to be predicted from
      }
      int lastStart = protocol.eachLine() ? 0 : sequence.length() - length;
      for (int start = 0; start <= lastStart; start += protocol.stride()) {
        if (segments.size() == protocol.limit()) {
          return List.copyOf(segments);
        }
        int firstTarget = start == 0 ? 1 : Math.max(1, window - protocol.stride());
        Segment segment = new Segment(sequence, start, length, firstTarget, targets);
        segments.add(segment);
        targets += segment.targets();
      }
    }
    return List.copyOf(segments);
  }

  int targets() {
    Segment last = segments.get(segments.size() - 1);
    return last.offset() + last.targets();
  }

  /** Tokens that a model reads for it. */
  long tokens() {
    return segments.stream().mapToLong(Segment::length).sum();
  }

  /**
   * The segments, longest first, in groups of at most {@code tokens} tokens, padding counted, but
   * of one segment at least.
   */
  List<List<Segment>> batches(int tokens) {
    List<Segment> longestFirst = new ArrayList<>(segments);
    longestFirst.sort(Comparator.comparingInt(Segment::length).reversed());
    List<List<Segment>> batches = new ArrayList<>();
    int from = 0;
    while (from < longestFirst.size()) {
      int size = Math.max(1, tokens / longestFirst.get(from).length());
      int to = Math.min(longestFirst.size(), from + size);
      batches.add(longestFirst.subList(from, to));
      from = to;
    }
    return batches;
  }
}
