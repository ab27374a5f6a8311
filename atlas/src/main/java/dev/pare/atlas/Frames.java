package dev.pare.atlas;

import dev.pare.core.json.JsonObject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sentences that one relation is told and asked in, by what they may be used for. */
record Frames(Map<Wording, List<Frame>> statements, Map<Wording, List<Frame>> questions) {
  static final Set<String> KEYS =
      Set.of(
          "statements",
          "developmentStatements",
          "heldStatements",
          "questions",
          "developmentQuestions",
          "heldQuestions");

  static Frames read(JsonObject yaml) {
    return new Frames(lists(yaml, "statements"), lists(yaml, "questions"));
  }

  private static Map<Wording, List<Frame>> lists(JsonObject yaml, String kind) {
    String noun = Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
    Map<Wording, List<Frame>> lists = new EnumMap<>(Wording.class);
    lists.put(Wording.TRAINED, list(yaml, kind));
    lists.put(Wording.DEVELOPMENT, list(yaml, "development" + noun));
    lists.put(Wording.HELD, list(yaml, "held" + noun));
    return lists;
  }

  private static List<Frame> list(JsonObject yaml, String key) {
    return Variants.of(yaml.strings(key)).stream().map(Frame::new).toList();
  }

  List<Frame> statements(Wording wording) {
    return statements.get(wording);
  }

  List<Frame> questions(Wording wording) {
    return questions.get(wording);
  }
}
