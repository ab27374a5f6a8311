package dev.pare.atlas;

import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Invented incidents of a few sentences, each with a summary in one line. */
final class Passages {
  private final Words words;
  private final Names names;
  private final List<String> openers;
  private final List<String> closers;
  private final List<Event> events;

  private record Event(
      String name,
      List<String> lead,
      List<String> heldLead,
      List<String> details,
      String summary,
      List<String> key) {
    static Event read(JsonObject yaml) {
      Yaml.requireKeys(yaml, Set.of("name", "lead", "heldLead", "details", "summary", "key"));
      return new Event(
          yaml.requireString("name"),
          Variants.of(yaml.strings("lead")),
          Variants.of(yaml.strings("heldLead")),
          Variants.of(yaml.strings("details")),
          yaml.requireString("summary"),
          yaml.strings("key"));
    }
  }

  /**
   * @param key what a summary has to name
   */
  record Passage(String event, String text, String summary, List<String> key) {
    String prompt() {
      return "Passage: " + text + "\nSummary:";
    }
  }

  Passages(Words words, Names names) {
    this.words = words;
    this.names = names;
    JsonObject yaml = Resources.yaml("passages");
    Yaml.requireKeys(yaml, Set.of("openers", "closers", "events"));
    openers = Variants.of(yaml.strings("openers"));
    closers = Variants.of(yaml.strings("closers"));
    events = yaml.objects("events").stream().map(Event::read).toList();
  }

  /**
   * @param held with names and a wording that are kept for tests
   */
  Passage draw(Chance chance, boolean held) {
    Event event = chance.oneOf(events);
    Cast cast = new Cast(chance, words, names, held);
    String lead = chance.oneOf(held ? event.heldLead() : event.lead());
    Stream<String> before = chance.some(chance.below(2), openers).stream();
    Stream<String> details = chance.some(chance.between(1, 2), event.details()).stream();
    Stream<String> after = chance.some(chance.below(2), closers).stream();
    String text =
        Stream.of(before, Stream.of(lead), details, after)
            .flatMap(sentences -> sentences)
            .map(cast::fill)
            .reduce((one, other) -> one + " " + other)
            .orElseThrow();
    List<String> key = event.key().stream().map(cast::value).toList();
    return new Passage(event.name(), text, cast.fill(event.summary()), key);
  }

  Document document(Chance chance, boolean kick) {
    Passage passage = draw(chance, false);
    Draft draft = new Draft(Kind.PASSAGE);
    if (kick) {
      Kick.story(draft, passage.text());
    } else {
      draft.context("Passage: " + passage.text()).template("\nSummary:");
    }
    return draft.answer(passage.summary()).done();
  }
}
