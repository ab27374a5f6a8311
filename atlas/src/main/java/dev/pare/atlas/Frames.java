package dev.pare.atlas;

import dev.pare.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** The sentences that one relation is told and asked in; held ones are for tests alone. */
record Frames(
    List<Frame> statements,
    List<Frame> heldStatements,
    List<Frame> questions,
    List<Frame> heldQuestions) {
  static final Set<String> KEYS =
      Set.of("statements", "heldStatements", "questions", "heldQuestions");

  static Frames read(JsonObject yaml) {
    return new Frames(
        list(yaml, "statements"),
        list(yaml, "heldStatements"),
        list(yaml, "questions"),
        list(yaml, "heldQuestions"));
  }

  private static List<Frame> list(JsonObject yaml, String key) {
    return Variants.of(yaml.strings(key)).stream().map(Frame::new).toList();
  }

  List<Frame> statements(boolean held) {
    return held ? heldStatements : statements;
  }

  List<Frame> questions(boolean held) {
    return held ? heldQuestions : questions;
  }
}
