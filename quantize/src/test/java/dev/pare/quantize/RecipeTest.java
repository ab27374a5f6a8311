package dev.pare.quantize;

import static dev.pare.core.recipe.Setting.bits;
import static dev.pare.core.recipe.Setting.group;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pare.core.Pare;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.recipe.Compression;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.Methods;
import dev.pare.core.recipe.Recipe;
import dev.pare.core.recipe.RecipeReader;
import dev.pare.core.recipe.Step;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.RandomCheckpoint;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Recipes as people write them: which weights change, and what a mistake is told. */
class RecipeTest {
  private static final String DOWN = "model.layers.0.mlp.down_proj.weight";
  private static final String UP = "model.layers.1.mlp.up_proj.weight";
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String NORM = "model.norm.weight";

  @Test
  void theBlocksLinearLayersChangeAndNothingElse() {
    Map<String, String> encodings = encodings("- quantize: rtn");
    assertEquals("int4 g64", encodings.get(UP));
    assertEquals("f16", encodings.get(EMBEDDING));
    assertEquals("f16", encodings.get(NORM));
    assertEquals(14, encodings.values().stream().filter("int4 g64"::equals).count());
  }

  @Test
  void aCastTurnsEveryWeightToPlainFloats() {
    Map<String, String> encodings = encodings("- quantize: rtn\n- quantize: cast\n  type: bf16");
    assertEquals(List.of("bf16"), encodings.values().stream().distinct().toList());
  }

  @Test
  void rulesTargetsAndIgnoreByName() {
    Map<String, String> encodings =
        encodings(
            """
            - quantize: rtn
              bits: 3
              group: channel
              symmetric: false
              targets: ["model.embed_tokens.weight", "*_proj.weight"]
              ignore: ["re:.*layers\\\\.1\\\\..*"]
              rules:
                - match: "*.down_proj.weight"
                  bits: 6
                  group: 16
                - match: "*.mlp.*"
                  group: tensor
            """);
    assertEquals("int6 g16 asymmetric", encodings.get(DOWN));
    assertEquals("int3 tensor asymmetric", encodings.get("model.layers.0.mlp.up_proj.weight"));
    assertEquals("int3 channel asymmetric", encodings.get(EMBEDDING));
    assertEquals("f16", encodings.get(UP));
  }

  @Test
  void laterStepsSeeTheEarlierOnes() {
    Map<String, String> encodings =
        encodings(
            """
            - quantize: rtn
              bits: 8
            - quantize: rtn
              bits: 2
              targets: ["*down_proj.weight"]
            """);
    assertEquals("int2 g64", encodings.get(DOWN));
    assertEquals("int8 g64", encodings.get(UP));
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(
            "- quantize: rtn\n  bit: 4",
            "r.yaml step 1: unknown key \"bit\"; known are bits, calibration, choices, compute, grid,"
                + " group, ignore, length, memory, rules, samples, sensitivities, sequential,"
                + " statistics, symmetric, targetBpw, targetSize, targets"),
        Arguments.of(
            "- quantize: rtn\n  bits: 9", "r.yaml step 1: bits 9 is out of range; give 2 to 8"),
        Arguments.of(
            "- quantize: rtn\n  bits: four",
            "r.yaml step 1: \"bits\" is four, not an integer; correct the file"),
        Arguments.of(
            "- quantize: rtn\n  group: 0",
            "group 0: not a granularity; give tensor, channel or a group size such as 64"),
        Arguments.of(
            "- quantize: gptqq",
            "r.yaml step 1: unknown method \"gptqq\" for quantize; known are awq, cast, gptq, hqq,"
                + " rtn"),
        Arguments.of(
            "- quantise: rtn",
            "r.yaml step 1: names 0 methods, not one; begin with one of [quantize]: METHOD"),
        Arguments.of(
            "- rtn", "r.yaml step 1: not a mapping of keys to values; see docs/recipes.md"),
        Arguments.of(
            "- quantize: rtn\n  targets: [\"*.up_projj.*\"]",
            "targets *.up_projj.*: matches no weight; see pare inspect for the names"),
        Arguments.of(
            "- quantize: rtn\n  ignore: [\"*\"]",
            "targets []: select no weight matrix; see pare inspect for the names"),
        Arguments.of(
            "- quantize: rtn\n  targets: [\"re:(\"]",
            "pattern re:(: not a regular expression (Unclosed group); correct it"),
        Arguments.of(
            "- quantize: rtn\n  rules: [{match: \"*\", bit: 3}]",
            "r.yaml step 1 rules: unknown key \"bit\"; known are match, bits, group, symmetric"),
        Arguments.of(
            "- quantize: rtn\n  rules: [{match: \"nothing\", bits: 3}]",
            "rule nothing: matches no weight; see pare inspect for the names"),
        Arguments.of(
            "- quantize: rtn\n  rules: [{bits: 3}]",
            "r.yaml step 1 rules: \"match\" is missing; add it"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldInOneLine(String steps, String message) {
    assertMessage(message, () -> encodings(steps));
  }

  static Stream<Arguments> wrongFiles() {
    return Stream.of(
        Arguments.of("version: 2\nsteps: []", "r.yaml: version 2 is unknown; this Pare reads 1"),
        Arguments.of(
            "version: 1\nsteps: []", "r.yaml: has no steps; add one, such as \"- quantize: rtn\""),
        Arguments.of(
            "version: 1\nstep: []", "r.yaml: unknown key \"step\"; known are steps, version"),
        Arguments.of("steps: []", "r.yaml: \"version\" is missing; add it"),
        Arguments.of(
            "version: 1\nversion: 1",
            "r.yaml: not valid YAML at line 2 (found duplicate key version); correct it"),
        Arguments.of("just text", "r.yaml: not a mapping of keys to values; see docs/recipes.md"),
        Arguments.of("", "r.yaml: not a mapping of keys to values; see docs/recipes.md"));
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  void aWrongFileIsToldInOneLine(String yaml, String message) {
    assertMessage(message, () -> RecipeReader.read("r.yaml", new StringReader(yaml)));
  }

  @Test
  void aRecipeInJavaIsTheSameRecipe() {
    Recipe recipe = Pare.recipe().quantize("rtn", bits(3), group(16)).build();
    Compression.plan(recipe, RandomCheckpoint.small(DType.F16, 1), CompressionOptions.standard());
    assertEquals("quantize", recipe.steps().get(0).kind());
    assertMessage(
        "quantize rtn: bits 1 is out of range; give 2 to 8",
        () ->
            Compression.plan(
                Pare.recipe().quantize("rtn", bits(1)).build(),
                RandomCheckpoint.small(DType.F16, 1),
                CompressionOptions.standard()));
  }

  private static void assertMessage(String message, Executable mistake) {
    assertEquals(message, assertThrows(PareException.class, mistake).getMessage());
  }

  private static Map<String, String> encodings(String steps) {
    Recipe recipe =
        RecipeReader.read("r.yaml", new StringReader("version: 1\nsteps:\n" + steps.indent(2)));
    Checkpoint result = RandomCheckpoint.small(DType.F16, 1);
    for (Step step : recipe.steps()) {
      result = Methods.configure(step).apply(result, CompressionOptions.standard().progress());
    }
    Checkpoint last = result;
    return last.names().stream()
        .collect(
            Collectors.toMap(
                name -> name, name -> last.tensor(name).encoding(), (a, b) -> a, TreeMap::new));
  }
}
