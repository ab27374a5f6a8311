package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.Shape;
import dev.pare.core.testing.RandomCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged models and files: one line that names what is wrong, exit 1, nothing written. */
class HostileInputTest {
  private static final String NORM = "model.norm.weight";
  private static final String GATE = "model.layers.0.mlp.gate_proj.weight";
  private static final String UP = "model.layers.1.mlp.up_proj.weight";
  private static final String INSPECT = "inspect MODEL";
  private static final String QUANTIZE = "quantize MODEL -o OUT";
  private static final String PRUNE = "prune MODEL -o OUT --sparsity 0.5";
  private static final String CLUSTER = "cluster MODEL -o OUT";
  private static final String GPTQ = QUANTIZE + " --method gptq --calibration ";
  private static final String GENERATE = "generate MODEL --prompt a";
  private static final String PERPLEXITY = "perplexity MODEL --text TEXT";

  @TempDir private Path temp;

  static Stream<Arguments> headers() {
    return Stream.of(
        row("truncated", Damage.cut(10), INSPECT, "model.safetensors: truncated"),
        row("longer", Damage.cut(-10), INSPECT, "bytes after the last tensor"),
        row("empty", Damage.text(Damage.WEIGHTS, ""), INSPECT, "is empty"),
        row("length past the file", Damage.headerLength(1L << 26), INSPECT, "header of 67108864"),
        row("oversized header", Damage.headerLength(1L << 40), INSPECT, "past the limit"),
        row("negative header", Damage.headerLength(-1), INSPECT, "18446744073709551615"),
        row("no header", Damage.headerLength(0), INSPECT, "was never finished"),
        row("header cut short", Damage.headerLength(99), INSPECT, "not valid JSON"),
        row("overlap", Damage.tensor(NORM, "data_offsets", List.of(0, 144)), INSPECT, "overlap"),
        row("hole", Damage.header(header -> header.remove(GATE)), INSPECT, "no tensor's"),
        row(
            "shape overflow",
            Damage.tensor(NORM, "shape", List.of(1L << 40, 1L << 40)),
            INSPECT,
            "\"" + NORM + "\": shape [1099511627776, 1099511627776] overflows"),
        row("shape and offsets", Damage.tensor(NORM, "shape", List.of(35)), INSPECT, "needs 140"),
        row("no weight type", Damage.tensor(NORM, "dtype", "I32"), INSPECT, "is stored as i32"));
  }

  static Stream<Arguments> weights() {
    return Stream.of(
        row("empty weight", Damage.emptyTensor("e", 0), QUANTIZE, "e: has shape [0]"),
        row(
            "empty but wide",
            Damage.emptyTensor("e", 0, 1L << 40),
            QUANTIZE,
            "which no weight has"),
        row(
            "pickle only",
            rename("pytorch_model.bin"),
            INSPECT,
            "convert it: transformers' from_pretrained"),
        row("Git LFS", Damage.text(Damage.WEIGHTS, lfsPointer()), INSPECT, "run git lfs pull"),
        row(
            "lost shard",
            Damage.missing(Damage.WEIGHTS)
                .then(
                    Damage.text(
                        "model.safetensors.index.json",
                        "{\"weight_map\": {\"a\": \"model-1.safetensors\"}}")),
            INSPECT,
            "model-1.safetensors: no such file"),
        row("missing weight", missingWeight(), GENERATE, UP + ": is missing"),
        row(
            "no scale",
            Damage.quantized().then(Damage.header(HostileInputTest::renameScale)),
            INSPECT,
            UP + ": weight_scale is missing"));
  }

  static Stream<Arguments> configs() {
    return Stream.of(
        row("missing", Damage.missing("config.json"), INSPECT, "has no config.json"),
        row("not JSON", Damage.text("config.json", "{hidden"), INSPECT, "not valid JSON"),
        row("an array", Damage.text("config.json", "[]"), INSPECT, "not a JSON object"),
        row("two objects", Damage.text("config.json", "{}{}"), INSPECT, "text after the JSON"),
        row("deep", Damage.text("config.json", "{\"a\":".repeat(9999)), INSPECT, "nesting depth"),
        row("no sizes", Damage.config("hidden_size", null), INSPECT, "\"hidden_size\" is missing"),
        row("word", Damage.config("hidden_size", "wide"), INSPECT, "is wide, not an integer"),
        row(
            "2^40 wide",
            Damage.config("hidden_size", 1L << 40),
            INSPECT,
            "\"hidden_size\" is 1099"),
        row("2^30 wide", Damage.config("hidden_size", 1 << 30), GENERATE, "config.json makes it"),
        row("10^9 layers", Damage.config("num_hidden_layers", 1_000_000_000), GENERATE, "layers.2"),
        row(
            "many heads",
            Damage.config("num_attention_heads", 1 << 30),
            INSPECT,
            "heads of 10 are too many"),
        row("other rows", Damage.config("intermediate_size", 53), GENERATE, "has shape [52×36]"),
        row("Bert", Damage.config("architectures", List.of("Bert")), INSPECT, "Bert is not supp"),
        row(
            "AWQ",
            Damage.config("quantization_config", Map.of("quant_method", "awq")),
            INSPECT,
            "awq"),
        row("no manifest", Damage.text("pare.json", "steps"), INSPECT, "pare.json: not valid JSON"),
        row("no tokenizer", Damage.missing("tokenizer.json"), GENERATE, "no tokenizer.json"),
        row("nothing to read", Damage.missing("tokenizer.json"), PERPLEXITY, "no tokenizer.json"),
        row("tokenizer", Damage.text("tokenizer.json", "{}"), GENERATE, "\"model\" is missing"));
  }

  static Stream<Arguments> settings() {
    return Stream.of(
        row("no match", Damage.none(), QUANTIZE + " --targets *.cap", "*.cap: matches no weight"),
        row("no matrix", Damage.none(), QUANTIZE + " --targets " + NORM, "select no weight matrix"),
        row(
            "window 129",
            Damage.none(),
            PERPLEXITY + " --window 129",
            "more than the model's context"),
        row("no text", Damage.none(), "perplexity MODEL --text MODEL/x", "x: is not there"),
        row("a folder", Damage.none(), "perplexity MODEL --text MODEL", "cannot be read"),
        row("no calibration", Damage.none(), GPTQ + "MODEL/x", "x: no such file"),
        row(
            "length 129",
            Damage.none(),
            GPTQ + "TEXT --length 129",
            "129 is longer than the model's context of 128"),
        row(
            "no tokenizer to calibrate",
            Damage.missing("tokenizer.json"),
            GPTQ + "TEXT --length 9",
            "no tokenizer.json"),
        row("no model", Damage.none(), "inspect MODEL/x", "x: no such model"),
        row("a file", Damage.none(), "inspect MODEL/config.json", "is no model folder"),
        row("nothing in it", Damage.none(), "inspect EMPTY", "holds neither model.safetensors"),
        row("no recipe", Damage.none(), "compress MODEL -o OUT --recipe x.yaml", "no such recipe"));
  }

  private static Arguments row(String name, Damage damage, String command, String expected) {
    return Arguments.of(name, damage, command, expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"headers", "weights", "configs", "settings"})
  void isRefusedByName(String name, Damage damage, String command, String expected)
      throws IOException {
    Path model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    damage.to(model);
    String refusal = refusal(model, command);
    assertTrue(refusal.contains(expected), refusal);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void weightsThatAreNoNumbers(float wrong) throws IOException {
    RandomCheckpoint checkpoint = SmallModel.checkpoint();
    Shape shape = checkpoint.tensor(UP).shape();
    float[] values = new float[Math.toIntExact(shape.size())];
    values[values.length - 1] = wrong;
    checkpoint.with(UP, DenseTensor.of(DType.F32, shape, values));
    Path model = SmallModel.write(checkpoint, temp.resolve("model"));
    for (String group : List.of("tensor", "channel", "16")) {
      String refusal = refusal(model, QUANTIZE + " --group-size " + group);
      assertEquals(
          UP + ": holds NaN or infinite weights; take an undamaged checkpoint", refusal, group);
    }
    for (String command : List.of(PRUNE, CLUSTER)) {
      String refusal = refusal(model, command);
      assertEquals(
          UP + ": holds NaN or infinite weights; take an undamaged checkpoint", refusal, command);
    }
    String generate = refusal(model, GENERATE);
    assertTrue(generate.contains("check its weights for NaN"), generate);
    String perplexity = refusal(model, PERPLEXITY);
    assertTrue(perplexity.contains("NaN instead of a probability"), perplexity);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 0x80, 0xc3, 0xff})
  void textsThatCannotBeRead(int lastByte) throws IOException {
    Path model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    byte[] text = lastByte == 0 ? new byte[0] : new byte[] {'a', 'b', (byte) lastByte};
    Files.write(temp.resolve("bytes"), text);
    String refusal = refusal(model, "perplexity MODEL --text " + temp.resolve("bytes"));
    assertTrue(refusal.contains(lastByte == 0 ? "is empty" : "is not UTF-8 at byte 2"), refusal);
  }

  static Stream<Arguments> recipes() {
    return Stream.of(
        Arguments.of("version: 1\nsteps: [{quantize: rtn, bit: 4}]", "unknown key \"bit\""),
        Arguments.of("version: 1\nstep: []", "unknown key \"step\""),
        Arguments.of("version: 2\nsteps: [{quantize: rtn}]", "version 2 is unknown"),
        Arguments.of("version: 1\nsteps: []", "has no steps"),
        Arguments.of("version: 1\nsteps: [{quantize: gptqq}]", "unknown method \"gptqq\""),
        Arguments.of("version: 1\nsteps: [{quantize: gptq}]", "step 1: has no calibration"),
        Arguments.of("version: 1\nsteps: [{prune: magnitude}]", "neither a sparsity nor a pattern"),
        Arguments.of("version: 1\nsteps: [{cluster: kmeans, bits: 9}]", "bits 9 is out of range"),
        Arguments.of("version: 1\nsteps: [{fold: rtn}]", "names 0 methods, not one"),
        Arguments.of("version: 1\nsteps: [{quantize: rtn, bits: four}]", "not an integer"),
        Arguments.of("version: 1\nversion: 1", "duplicate key"),
        Arguments.of(
            "version: 1\nsteps: [{quantize: rtn, ignore: ['re:" + "(".repeat(50_000) + "']}]",
            "…: not a regular expression"),
        Arguments.of("version: [", "not valid YAML at line 1"),
        Arguments.of("", "not a mapping"),
        Arguments.of("a: &a [*a]", "not valid YAML"),
        Arguments.of("[".repeat(9999), "not valid YAML"),
        Arguments.of("!!javax.script.ScriptEngineManager []", "not valid YAML"));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void recipesThatMakeNoSense(String yaml, String expected) throws IOException {
    Path model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    Path recipe = Files.writeString(temp.resolve("recipe.yaml"), yaml);
    String refusal = refusal(model, "compress MODEL -o OUT --recipe " + recipe);
    assertTrue(refusal.contains(expected), refusal);
  }

  /** The line that tells why; the folder around is left as it was. */
  private String refusal(Path model, String command) throws IOException {
    Files.writeString(temp.resolve("text"), "a short text\n".repeat(20));
    Files.createDirectories(temp.resolve("empty"));
    Set<String> before = new TreeSet<>(List.of(temp.toFile().list()));
    Object[] arguments =
        Arrays.stream(command.split(" "))
            .map(word -> word.replace("MODEL", model.toString()))
            .map(word -> word.equals("OUT") ? temp.resolve("out").toString() : word)
            .map(word -> word.equals("TEXT") ? temp.resolve("text").toString() : word)
            .map(word -> word.equals("EMPTY") ? temp.resolve("empty").toString() : word)
            .toArray();
    String line = PareRun.of(arguments).failure(Main.FAILED);
    assertEquals(before, new TreeSet<>(List.of(temp.toFile().list())));
    return line;
  }

  private static Damage rename(String name) {
    return model -> Files.move(model.resolve(Damage.WEIGHTS), model.resolve(name));
  }

  private static String lfsPointer() {
    return "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
  }

  /** Its bytes stay, under a name that no architecture asks for. */
  private static Damage missingWeight() {
    return Damage.header(header -> header.put("spare", header.remove(UP)));
  }

  private static void renameScale(Map<String, Object> header) {
    header.put("spare", header.remove(UP + "_scale"));
  }
}
