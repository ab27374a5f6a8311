package dev.pare.atlas;

import java.util.ArrayList;
import java.util.List;

/** A document under way. */
final class Draft {
  private final Kind kind;
  private final List<Segment> segments = new ArrayList<>();
  private final List<String> facts = new ArrayList<>();

  Draft(Kind kind) {
    this.kind = kind;
  }

  Draft template(String text) {
    return add(Part.TEMPLATE, text);
  }

  Draft context(String text) {
    return add(Part.CONTEXT, text);
  }

  Draft plain(String text) {
    return add(Part.PLAIN, text);
  }

  /** What is to be learned, after a blank. */
  Draft answer(String text) {
    return add(Part.ANSWER, " " + text);
  }

  /** The mark that ends an answer. */
  Draft end(String mark) {
    return add(Part.ANSWER, mark);
  }

  Draft fact(Fact fact) {
    facts.add(fact.id());
    return this;
  }

  /** A line end between two parts of a document, which belongs to the answer before it. */
  Draft separated() {
    return segments.isEmpty() ? this : end("\n");
  }

  boolean isEmpty() {
    return segments.isEmpty();
  }

  private Draft add(Part part, String text) {
    int last = segments.size() - 1;
    if (last >= 0 && segments.get(last).part() == part && part != Part.ANSWER) {
      segments.set(last, new Segment(part, segments.get(last).text() + text));
    } else if (!text.isEmpty()) {
      segments.add(new Segment(part, text));
    }
    return this;
  }

  Document done() {
    return new Document(kind, segments, facts);
  }
}
