package dev.pare.train;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.core.recipe.TensorSelection;
import dev.pare.core.tensor.DType;
import dev.pare.models.ComputeType;
import dev.pare.train.bpe.BpeSettings;
import dev.pare.train.data.SourceKind;
import dev.pare.train.data.StepReader;
import dev.pare.train.fresh.ModelDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a {@link TrainingRecipe} from YAML. An unknown key anywhere is an error that names it. */
public final class TrainingRecipeReader {
  private static final String KIND = "recipe";
  private static final long VERSION = 1;
  private static final String LORA = "lora";
  private static final String TOKENIZER = "tokenizer";
  private static final String VOCABULARY = "vocabulary";
  private static final Set<String> LORA_KEYS = Set.of("rank", "alpha", "targets", "ignore");
  private static final Set<String> KEYS =
      Set.of(
          "version",
          "model",
          "data",
          LORA,
          "batch",
          "length",
          "accumulate",
          "sampleBelow",
          "steps",
          "tokens",
          "rate",
          "warmup",
          "floor",
          "beta1",
          "beta2",
          "epsilon",
          "decay",
          "clip",
          "compute",
          "type",
          "seed",
          "evaluation",
          "saving");

  private final JsonObject json;
  private final List<SourceKind> kinds;
  private final Map<String, Object> settings = new LinkedHashMap<>();

  private TrainingRecipeReader(JsonObject json, List<SourceKind> kinds) {
    this.json = json;
    this.kinds = kinds;
  }

  /**
   * @param kinds what data may be, {@link SourceKind#bundled} among them
   * @throws PareException naming the key that is unknown or whose value makes no sense
   */
  public static TrainingRecipe read(Path file, List<SourceKind> kinds) {
    JsonObject json = Yaml.readObject(file, KIND);
    return new TrainingRecipeReader(json, kinds).recipe(file.toAbsolutePath().getParent());
  }

  private TrainingRecipe recipe(Path base) {
    Yaml.requireKeys(json, KEYS);
    if (json.requireInteger("version") != VERSION) {
      throw wrong("version", json.requireInteger("version"), "this Pare reads " + VERSION);
    }
    JsonObject model = json.requireObject("model");
    settings.put("model", model.values());
    List<JsonObject> data = data();
    Optional<TrainingRecipe.Lora> lora = lora();
    StepReader.Shape shape = shape();
    return new TrainingRecipe(
        base,
        model.string("from"),
        fresh(model, base),
        data,
        lora,
        shape,
        schedule(shape),
        optimizer(),
        compute(),
        stored(),
        seed(),
        evaluation(),
        saving(),
        settings);
  }

  private static Optional<TrainingRecipe.Fresh> fresh(JsonObject model, Path base) {
    if (model.has("from")) {
      Yaml.requireKeys(model, Set.of("from"));
      return Optional.empty();
    }
    if (model.has(TOKENIZER) == model.has(VOCABULARY)) {
      throw new PareException(
          model.source(),
          "gives not exactly one of from, " + TOKENIZER + " and " + VOCABULARY,
          "say what to begin with");
    }
    Map<String, Object> shape = new LinkedHashMap<>(model.values());
    shape.keySet().removeAll(List.of(TOKENIZER, VOCABULARY));
    return Optional.of(
        new TrainingRecipe.Fresh(
            ModelDescription.read(new JsonObject(model.source(), shape)),
            model.string(TOKENIZER).map(base::resolve),
            model.object(VOCABULARY).map(TrainingRecipeReader::vocabulary)));
  }

  private static TrainingRecipe.Vocabulary vocabulary(JsonObject json) {
    Map<String, Object> own = new LinkedHashMap<>(json.values());
    own.remove("documents");
    return new TrainingRecipe.Vocabulary(
        BpeSettings.read(new JsonObject(json.source(), own)),
        json.intValue("documents", 1).orElse(50_000));
  }

  private List<JsonObject> data() {
    List<JsonObject> items = new ArrayList<>();
    for (Object item : json.list("data")) {
      String source = json.source() + " data " + (items.size() + 1);
      JsonObject one = Yaml.asObject(source, item, KIND);
      Set<String> known = new HashSet<>(kind(one, kinds).settings());
      known.addAll(Set.of(kind(one, kinds).key(), "weight"));
      Yaml.requireKeys(one, known);
      if (one.number("weight").orElse(1.0) <= 0) {
        throw new PareException(source, "\"weight\" is not above 0", "leave the data out");
      }
      items.add(one);
    }
    if (items.isEmpty()) {
      throw new PareException(json.source(), "has no data", "add some, such as \"- text: FILE\"");
    }
    settings.put("data", items.stream().map(JsonObject::values).toList());
    return items;
  }

  /** What kind of data an entry is. */
  static SourceKind kind(JsonObject item, List<SourceKind> kinds) {
    List<SourceKind> found = kinds.stream().filter(kind -> item.has(kind.key())).toList();
    if (found.size() != 1) {
      throw new PareException(
          item.source(),
          "names " + found.size() + " kinds of data, not one",
          "begin with one of " + String.join(", ", kinds.stream().map(SourceKind::key).toList()));
    }
    return found.get(0);
  }

  private Optional<TrainingRecipe.Lora> lora() {
    Optional<JsonObject> given = json.object(LORA);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    JsonObject lora = given.get();
    Yaml.requireKeys(lora, LORA_KEYS);
    int rank = lora.intValue("rank", 1).orElse(8);
    double alpha = lora.number("alpha").orElse(2.0 * rank);
    Map<String, Object> all = new LinkedHashMap<>(lora.values());
    all.put("rank", (long) rank);
    all.put("alpha", alpha);
    settings.put(LORA, all);
    return Optional.of(new TrainingRecipe.Lora(rank, alpha, TensorSelection.read(lora)));
  }

  private StepReader.Shape shape() {
    return new StepReader.Shape(
        count("batch", 16, 1),
        count("length", 128, 2),
        count("accumulate", 1, 1),
        number("sampleBelow", 0, 0, 1));
  }

  /** As many steps as were asked for, or as the tokens make. */
  private Schedule schedule(StepReader.Shape shape) {
    if (json.has("steps") == json.has("tokens")) {
      throw new PareException(
          json.source(), "gives not exactly one of steps and tokens", "say how long to train");
    }
    long given = json.requireInteger(json.has("steps") ? "steps" : "tokens");
    long steps = json.has("steps") ? given : (given + shape.tokens() - 1) / shape.tokens();
    if (given < 1) {
      throw wrong(json.has("steps") ? "steps" : "tokens", given, "give a number from 1");
    }
    settings.put("steps", steps);
    double peak = number("rate", 1e-3, Double.MIN_VALUE, 10);
    long warmup = count("warmup", (int) Math.min(100, steps / 10), 0);
    if (warmup >= steps && warmup > 0) {
      throw wrong("warmup", warmup, "give fewer than the " + steps + " steps");
    }
    return new Schedule(steps, warmup, peak, number("floor", 0.1, 0, 1));
  }

  private AdamWSettings optimizer() {
    return new AdamWSettings(
        number("beta1", 0.9, 0, 0.999999),
        number("beta2", 0.98, 0, 0.999999),
        number("epsilon", 1e-8, 0, 1),
        number("decay", 0.05, 0, 10),
        number("clip", 1, Double.MIN_VALUE, 1e9));
  }

  private ComputeType compute() {
    String name = json.string("compute").orElse("f32");
    settings.put("compute", name);
    return switch (name) {
      case "f32" -> ComputeType.F32;
      case "bf16" -> ComputeType.BF16;
      default -> throw wrong("compute", name, "give f32 or bf16");
    };
  }

  private DType stored() {
    String name = json.string("type").orElse("bf16");
    settings.put("type", name);
    return switch (name) {
      case "f32" -> DType.F32;
      case "f16" -> DType.F16;
      case "bf16" -> DType.BF16;
      default -> throw wrong("type", name, "give f32, f16 or bf16");
    };
  }

  private long seed() {
    long seed = json.integer("seed").orElse(0L);
    settings.put("seed", seed);
    return seed;
  }

  private TrainingRecipe.Evaluation evaluation() {
    JsonObject own =
        json.object("evaluation").orElse(new JsonObject(json.source() + " evaluation", Map.of()));
    Yaml.requireKeys(own, Set.of("every", "documents"));
    boolean wanted = json.has("evaluation");
    int every = own.intValue("every", 1).orElse(wanted ? 500 : 0);
    int documents = own.intValue("documents", 1).orElse(wanted ? 100 : 0);
    settings.put("evaluation", Map.of("documents", (long) documents));
    return new TrainingRecipe.Evaluation(every, documents);
  }

  /** Not among the settings: it changes nothing that comes out. */
  private TrainingRecipe.Saving saving() {
    JsonObject own =
        json.object("saving").orElse(new JsonObject(json.source() + " saving", Map.of()));
    Yaml.requireKeys(own, Set.of("steps", "minutes"));
    double minutes = own.number("minutes").orElse(5.0);
    if (!(minutes >= 0)) {
      throw new PareException(own.source(), "\"minutes\" is " + minutes, "give a number from 0");
    }
    return new TrainingRecipe.Saving(own.intValue("steps", 1).orElse(0), minutes);
  }

  private int count(String key, int otherwise, int least) {
    int value = json.intValue(key, least).orElse(otherwise);
    settings.put(key, (long) value);
    return value;
  }

  private double number(String key, double otherwise, double least, double most) {
    double value = json.number(key).orElse(otherwise);
    if (!(value >= least && value <= most)) {
      String from = least == Double.MIN_VALUE ? "above 0" : "from " + least;
      throw wrong(key, value, "give a number " + from + " to " + most);
    }
    settings.put(key, value);
    return value;
  }

  private PareException wrong(String key, Object value, String remedy) {
    return new PareException(json.source(), "\"" + key + "\" is " + value, remedy);
  }
}
