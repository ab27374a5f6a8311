package dev.pare.atlas;

import java.util.List;

/** Everyday English: short scenes, put together of sentences of our own. */
final class PlainScenes {
  private final Words words;
  private final Names names;
  private final List<List<List<String>>> scenes;

  PlainScenes(Words words, Names names) {
    this.words = words;
    this.names = names;
    scenes = Resources.yaml("plain").list("scenes").stream().map(PlainScenes::scene).toList();
  }

  private static List<List<String>> scene(Object steps) {
    return ((List<?>) steps)
        .stream().map(step -> ((List<?>) step).stream().map(String::valueOf).toList()).toList();
  }

  Document document(Chance chance) {
    Cast cast = new Cast(chance, words, names, false);
    StringBuilder text = new StringBuilder();
    for (List<String> step : chance.oneOf(scenes)) {
      text.append(text.isEmpty() ? "" : " ").append(cast.fill(chance.oneOf(step)));
    }
    return new Draft(Kind.PLAIN).plain(text.toString()).done();
  }
}
