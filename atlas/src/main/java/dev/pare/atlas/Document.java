package dev.pare.atlas;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One training text, to be encoded segment by segment. A trainer puts an end-of-text token after
 * it, with an answer's weight.
 *
 * @param facts the ids of the world's facts that it tells rightly, as often as it tells them
 */
public record Document(Kind kind, List<Segment> segments, List<String> facts) {
  public Document {
    segments = List.copyOf(segments);
    facts = List.copyOf(facts);
  }

  public String text() {
    return segments.stream().map(Segment::text).collect(Collectors.joining());
  }
}
