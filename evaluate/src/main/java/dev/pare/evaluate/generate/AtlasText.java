package dev.pare.evaluate.generate;

import dev.pare.atlas.Document;
import dev.pare.atlas.Mix;
import dev.pare.atlas.World;
import dev.pare.atlas.WorldText;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Documents like those that atlas was trained on, in the same mix, unseen by it. Fields: {@code
 * text}, {@code kind}.
 */
final class AtlasText implements SampleGenerator {
  static final String NAME = "atlas-text";

  AtlasText(JsonObject options) {
    Yaml.requireKeys(options, Set.of());
  }

  @Override
  public GeneratedSamples open(DataFolder folder, long seed) {
    WorldText text = WorldText.unseen(World.read(), Mix.bundled(), seed);
    return index -> {
      Document document = text.document(index);
      return List.of(
          Map.of("text", document.text(), "kind", document.kind().name().toLowerCase(Locale.ROOT)));
    };
  }
}
