package dev.pare.cli;

import dev.pare.atlas.Mix;
import dev.pare.atlas.Part;
import dev.pare.atlas.World;
import dev.pare.atlas.WorldText;
import dev.pare.core.PareException;
import dev.pare.core.io.Hashes;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.train.data.Document;
import dev.pare.train.data.DocumentSource;
import dev.pare.train.data.Piece;
import dev.pare.train.data.SourceKind;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** {@code world: atlas}: texts about atlas's world, made as they are read. */
final class WorldKind implements SourceKind {
  private static final Map<Part, Double> WEIGHTS =
      Map.of(Part.ANSWER, 1.0, Part.TEMPLATE, 0.1, Part.CONTEXT, 0.05, Part.PLAIN, 0.3);
  private static final String MIX = "mix";
  private static final int HASHED = 200;

  @Override
  public String key() {
    return "world";
  }

  @Override
  public Set<String> settings() {
    return Set.of(MIX, "answer", "template", "context", "plain");
  }

  @Override
  public DocumentSource open(JsonObject item, Path base, long seed) {
    String world = item.requireString(key());
    if (!world.equals("atlas")) {
      throw new PareException(item.source(), "unknown world \"" + world + "\"", "give atlas");
    }
    Map<Part, Double> weights = new EnumMap<>(Part.class);
    WEIGHTS.forEach((part, otherwise) -> weights.put(part, weight(item, part, otherwise)));
    Mix mix =
        item.string(MIX)
            .map(file -> Mix.read(Yaml.readObject(base.resolve(file), MIX)))
            .orElseGet(Mix::bundled);
    WorldText text = new WorldText(World.read(), mix, seed);
    return new Texts(text, weights, "%d %s %s".formatted(seed, mix, hash(text)));
  }

  /** Of some documents: what is told, and how, may change from one Pare to the next. */
  private static String hash(WorldText text) {
    String some =
        LongStream.range(0, HASHED)
            .mapToObj(index -> text.document(index).text())
            .collect(Collectors.joining("\n\n"));
    return Hashes.sha256(some).substring(0, 16);
  }

  private static double weight(JsonObject item, Part part, double otherwise) {
    String key = part.name().toLowerCase(Locale.ROOT);
    double weight = item.number(key).orElse(otherwise);
    if (!(weight >= 0 && weight <= 1000)) {
      throw new PareException(
          item.source(), "\"" + key + "\" is " + weight, "give a number from 0 to 1000");
    }
    return weight;
  }

  private record Texts(WorldText text, Map<Part, Double> weights, String identity)
      implements DocumentSource {
    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }

    @Override
    public Document document(long index) {
      List<Piece> pieces =
          text.document(index).segments().stream()
              .map(segment -> new Piece(segment.text(), weights.get(segment.part())))
              .toList();
      return new Document(pieces, weights.get(Part.ANSWER));
    }
  }
}
