package dev.pare.evaluate.generate;

import dev.pare.atlas.Fact;
import dev.pare.atlas.Gate;
import dev.pare.atlas.Item;
import dev.pare.atlas.World;
import dev.pare.atlas.WorldQuestions;
import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.evaluate.dataset.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Test questions about the world that atlas was trained on, of one {@link Gate}, which is the
 * option {@code gate}. Those of one text are a group. For the same seed all tasks ask about the
 * same facts and texts, but those of another {@code draw}, which is 0 if none is given.
 *
 * <p>Fields: {@code prompt} (all that stands before the answer, as atlas was trained; the answer
 * follows after a blank), {@code context}, {@code question}, {@code answers}, {@code relation} (or
 * the kind of invented thing, incident or instruction), {@code subject}. Of facts also {@code
 * fact}, its id, {@code domain}, {@code exposure}, how often training told it, and {@code options}:
 * whether training showed it as a choice. Where there are such, {@code choices} and {@code answer},
 * and {@code constraints}: what a response has to keep, a summary to name.
 */
final class AtlasQuestions implements SampleGenerator {
  static final String NAME = "atlas";
  private static final String GATE = "gate";
  private static final String DRAW = "draw";
  private static final int FIRST = 256; // questions made at once

  /** Read when first asked for, and once. */
  private static final class Atlas {
    static final World WORLD = World.read();
    static final WorldQuestions QUESTIONS = new WorldQuestions(WORLD);
  }

  private final String where;
  private final Gate gate;
  private final int draw;

  AtlasQuestions(JsonObject options) {
    Yaml.requireKeys(options, Set.of(GATE, DRAW));
    where = options.source();
    gate = Gate.named(where, options.requireString(GATE));
    draw = options.intValue(DRAW, 0).orElse(0);
  }

  @Override
  public GeneratedSamples open(DataFolder folder, long seed) {
    long drawn = seed ^ (long) draw << 32;
    return new GeneratedSamples() {
      private List<List<Item>> made = List.of(); // as many as were asked for so far, or more

      @Override
      public List<Map<String, Object>> at(int index) {
        if (index < 0) {
          throw new PareException(where, "makes no examples", "leave \"shots\" out");
        }
        if (index >= made.size()) {
          int count = Math.max(FIRST, Math.max(index + 1, 2 * made.size()));
          made = texts(Atlas.QUESTIONS.items(gate, drawn, count));
        }
        return made.get(index).stream().map(AtlasQuestions::fields).toList();
      }

      @Override
      public int available() {
        return Atlas.QUESTIONS.available(gate);
      }
    };
  }

  /** The questions by the text they are about; of a fact there is one. */
  private static List<List<Item>> texts(List<Item> items) {
    Map<String, List<Item>> texts =
        items.stream()
            .collect(Collectors.groupingBy(Item::group, LinkedHashMap::new, Collectors.toList()));
    return new ArrayList<>(texts.values());
  }

  private static Map<String, Object> fields(Item item) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("prompt", item.prompt());
    fields.put(Sample.CONTEXT, item.context());
    fields.put(Sample.QUESTION, item.question());
    fields.put(Sample.ANSWERS, item.answers());
    fields.put("relation", item.topic());
    fields.put("subject", item.subject());
    if (item.gate().ofFacts()) {
      Fact fact = Atlas.WORLD.fact(item.topic() + "/" + item.subject());
      fields.put("fact", fact.id());
      fields.put("domain", fact.relation().domain());
      fields.put("exposure", fact.exposure().name().toLowerCase(Locale.ROOT));
      fields.put("options", fact.heldFromChoices() ? "never" : "trained");
    }
    if (item.right() >= 0) {
      fields.put(Sample.CHOICES, item.choices());
      fields.put(Sample.ANSWER, (long) item.right());
    }
    if (!item.checks().isEmpty()) {
      fields.put("constraints", constraints(item));
    }
    return fields;
  }

  private static List<String> constraints(Item item) {
    return item.gate() == Gate.SUMMARY
        ? item.checks().stream().map(key -> "require " + key).toList()
        : item.checks();
  }
}
