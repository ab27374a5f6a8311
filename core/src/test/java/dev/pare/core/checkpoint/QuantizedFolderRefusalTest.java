package dev.pare.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Quantized folders that are damaged, lie, or hold what is not supported: each told in one line.
 */
class QuantizedFolderRefusalTest {
  private static final String CONFIG = "config.json quantization_config";
  private static final String GROUPS = CONFIG + " config_groups";
  private static final String WEIGHTS = GROUPS + " group_0 weights";
  private static final String UP = QuantizedFolder.WEIGHT;

  @TempDir private Path temporary;

  @Test
  void theUndamagedFolderIsRead() throws IOException {
    try (Checkpoint model = Checkpoints.open(new QuantizedFolder().write(temporary))) {
      assertEquals("int4 g4 asymmetric", model.tensor(UP).encoding());
    }
  }

  private static Arguments refused(UnaryOperator<QuantizedFolder> damage, String message) {
    return arguments(message, damage);
  }

  static Stream<Arguments> entries() {
    return Stream.of(
        refused(f -> f.without("_packed"), "weight_scale: is there, but weight_packed is missing"),
        refused(f -> f.without("_scale"), UP + ": weight_scale is missing"),
        refused(f -> f.without("_shape"), UP + ": weight_shape is missing"),
        refused(f -> f.without("_zero_point"), UP + ": weight_zero_point is missing"),
        refused(f -> f.with("", "F32", 10, 12), UP + ": is there both dense and packed"),
        refused(f -> f.with("_g_idx", "I32", 12), UP + "_g_idx: is not supported"),
        refused(f -> f.with("_global_scale", "F32", 1), UP + "_global_scale: is not supported"),
        refused(f -> f.dense(), UP + "_packed: is packed, but config.json has no quantization_"),
        refused(f -> f.with("_packed", "F32", 10, 2), "is f32[10×2], not i32[10×2]"),
        refused(f -> f.with("_packed", "I32", 2, 10), "is i32[2×10], not i32[10×2]"),
        refused(f -> f.with("_packed", "I32", 20), "is i32[20], not i32[10×2]"),
        refused(f -> f.with("_packed", "I32", 10, 3), "is i32[10×3], not i32[10×2]"),
        refused(f -> f.with("_scale", "F64", 10, 3), UP + "_scale: is stored as f64"),
        refused(f -> f.with("_scale", "F8_E4M3", 10, 3), UP + "_scale: is stored as f8_e4m3"),
        refused(f -> f.with("_scale", "I32", 10, 3), UP + "_scale: is stored as i32"),
        refused(f -> f.with("_scale", "BF16", 10, 4), "is bf16[10×4], not bf16[10×3]"),
        refused(f -> f.with("_scale", "F16", 10), "is f16[10], not f16[10×3]"),
        refused(f -> f.with("_scale", "F32", 1), "is f32[1], not f32[10×3]"),
        refused(f -> f.with("_zero_point", "I8", 10, 3), "is i8[10×3], not i32[2×3]"),
        refused(f -> f.with("_zero_point", "I32", 3, 2), "is i32[3×2], not i32[2×3]"),
        refused(f -> f.with("_shape", "F32", 2), "is f32[2], not i64[2]"),
        refused(f -> f.with("_shape", "I64", 3), "is i64[3], not i64[2]"),
        refused(f -> f.with("_shape", "I64", 1, 2), "is i64[1×2], not i64[2]"),
        refused(f -> f.with("_shape", "I32", 2), UP + "_shape: says 0×0"),
        refused(f -> f.shape(-1, 12), UP + "_shape: says -1×12"),
        refused(f -> f.shape(10, -12), UP + "_shape: says 10×-12"),
        refused(f -> f.shape(10, 1L << 32), UP + "_shape: says 10×4294967296"),
        refused(f -> f.shape(Long.MAX_VALUE, Long.MAX_VALUE), UP + "_shape: says 9223372036"),
        refused(f -> f.shape(10, Integer.MAX_VALUE / 8), UP + "_shape: says 10×268435455"),
        refused(f -> f.shape(Integer.MAX_VALUE, 1 << 23), "not i32[2147483647×"),
        refused(f -> f.shape(12, 10), "is i32[10×2], not i32[12×2]"),
        refused(f -> f.shape(10, 17), "is i32[10×2], not i32[10×3]"),
        refused(f -> f.shape(10, 13), "is f32[10×3], not f32[10×4]"));
  }

  /** Patterns that would take the stack, or longer than anyone waits. */
  static Stream<Arguments> patterns() {
    return Stream.of(
        refused(f -> f.group("targets", List.of("re:([a-z0-9._]+)+\\1!")), "does not end on it"),
        refused(f -> f.config("ignore", List.of("re:(.+)+\\1!")), "does not end on it"),
        refused(f -> f.group("targets", List.of("re:" + "(".repeat(50_000))), "group_0: \"re:((("));
  }

  static Stream<Arguments> schemes() {
    return Stream.of(
        refused(f -> f.weights("symmetric", true), "is there, but quantization_config says symm"),
        refused(f -> f.weights("symmetric", "no"), WEIGHTS + ": \"symmetric\" is no, not true or"),
        refused(f -> f.weights("num_bits", 1L), WEIGHTS + ": 1-bit int is not supported"),
        refused(f -> f.weights("num_bits", 9L), WEIGHTS + ": 9-bit int is not supported"),
        refused(f -> f.weights("num_bits", -4L), WEIGHTS + ": \"num_bits\" is -4, not an integer"),
        refused(f -> f.weights("num_bits", "4"), WEIGHTS + ": \"num_bits\" is 4, not an integer"),
        refused(f -> f.weights("num_bits", 4.5), WEIGHTS + ": \"num_bits\" is 4.5, not an integer"),
        refused(f -> f.weights("num_bits", 2L), "is i32[10×2], not i32[10×1]"),
        refused(f -> f.weights("type", "float"), WEIGHTS + ": 4-bit float is not supported"),
        refused(f -> f.weights("strategy", "block"), WEIGHTS + ": strategy block is not supported"),
        refused(f -> f.weights("strategy", "channel"), "group_size 4 with strategy channel is not"),
        refused(f -> f.weights("strategy", 4L), WEIGHTS + ": \"strategy\" is 4, not a string"),
        refused(f -> f.weights("group_size", null), WEIGHTS + ": \"group_size\" is missing"),
        refused(
            f -> f.weights("group_size", 0L), WEIGHTS + ": \"group_size\" is 0, not an integer"),
        refused(f -> f.weights("group_size", -2L), WEIGHTS + ": \"group_size\" is -2, not an int"),
        refused(f -> f.weights("group_size", 1L << 40), WEIGHTS + ": \"group_size\" is 1099511627"),
        refused(
            f -> f.weights("group_size", 0L).weights("strategy", null),
            WEIGHTS + ": strategy group 0 is not supported"),
        refused(f -> f.weights("dynamic", true), WEIGHTS + ": dynamic true is not supported"),
        refused(f -> f.weights("dynamic", "local"), WEIGHTS + ": dynamic local is not supported"),
        refused(f -> f.weights("actorder", "group"), WEIGHTS + ": actorder group is not supported"),
        refused(f -> f.weights("actorder", true), WEIGHTS + ": actorder true is not supported"),
        refused(f -> f.weights("offset", 8L), WEIGHTS + ": key \"offset\" is not supported"),
        refused(f -> f.weights("zero_point", "int"), WEIGHTS + ": zero_point int is not supported"),
        refused(f -> f.weights("zero_point", 8L), WEIGHTS + ": \"zero_point\" is 8, not a string"),
        refused(
            f -> f.weights("zero_point", "float").weights("symmetric", true),
            WEIGHTS + ": zero_point with symmetric is not supported"),
        refused(f -> f.weights("zero_point", "float"), "is i32[2×3], not f32[10×3]"));
  }

  static Stream<Arguments> groups() {
    Map<String, Object> int8 = Map.of("num_bits", 8L, "type", "int");
    return Stream.of(
        refused(f -> f.config("config_groups", null), CONFIG + ": \"config_groups\" is missing"),
        refused(f -> f.config("config_groups", Map.of()), CONFIG + ": config_groups is empty"),
        refused(
            f -> f.config("config_groups", List.of()), "\"config_groups\" is [], not an object"),
        refused(f -> f.config("config_groups", "W4A16"), "is W4A16, not an object"),
        refused(f -> f.config("config_groups", Map.of("g", 1L)), "\"g\" is 1, not an object"),
        refused(f -> preset(f, "W8A8", "Linear"), GROUPS + ": scheme W8A8 is not supported"),
        refused(f -> preset(f, "FP8", "Linear"), GROUPS + ": scheme FP8 is not supported"),
        refused(f -> preset(f, "W9A16", "Linear"), GROUPS + ": scheme W9A16 is not supported"),
        refused(f -> preset(f, "W4A16", 4L), GROUPS + ": \"W4A16\" is 4, not an array of strings"),
        refused(
            f -> preset(f, "W4A16", "re:.*q_proj"), UP + ": is packed, but quantization_config"),
        refused(f -> f.group("targets", null), "group_0: names no targets"),
        refused(f -> f.group("targets", List.of()), "group_0: names no targets"),
        refused(f -> f.group("targets", "Linear"), "\"targets\" is Linear, not an array"),
        refused(f -> f.group("targets", List.of(1L)), "\"targets\" is 1, not an array of strings"),
        refused(f -> f.group("targets", List.of("re:(")), "\"re:(\" is no regular expression"),
        refused(
            f -> f.group("targets", List.of("Embedding")), UP + ": is packed, but quantization"),
        refused(f -> f.group("targets", List.of("up_proj")), UP + ": is packed, but quantization"),
        refused(f -> f.group("targets", List.of("re:layers")), UP + ": is packed, but quantizat"),
        refused(f -> f.group("weights", null), "group_0: \"weights\" is missing"),
        refused(f -> f.group("weights", List.of()), "\"weights\" is [], not an object"),
        refused(f -> f.group("input_activations", int8), "group_0: input_activations is not supp"),
        refused(f -> f.group("output_activations", int8), "group_0: output_activations is not"),
        refused(
            f -> f.group("format", "float-quantized"), "group_0: format float-quantized is not"),
        refused(f -> f.group("scheme", "W4A16"), "group_0: key \"scheme\" is not supported"));
  }

  private static QuantizedFolder preset(QuantizedFolder folder, String name, Object target) {
    return folder.config("config_groups", Map.of(name, List.of(target)));
  }

  static Stream<Arguments> configs() {
    return Stream.of(
        refused(f -> f.config("quant_method", null), CONFIG + ": \"quant_method\" is missing"),
        refused(f -> f.config("quant_method", "gptq"), "quantized as gptq pack-quantized, which"),
        refused(
            f -> f.config("format", "int-quantized"), "quantized as compressed-tensors int-qua"),
        refused(f -> f.config("format", "float-quantized"), "compressed-tensors float-quantized,"),
        refused(f -> f.config("format", "marlin-24"), "compressed-tensors marlin-24, which this"),
        refused(f -> f.config("format", null), "group_0: format none is not supported"),
        refused(
            f -> f.config("format", "mixed-precision"), "group_0: format none is not supported"),
        refused(f -> f.config("format", 4L), CONFIG + ": \"format\" is 4, not a string"),
        refused(f -> f.config("ignore", "lm_head"), "\"ignore\" is lm_head, not an array"),
        refused(f -> f.config("ignore", List.of("re:*")), "\"re:*\" is no regular expression"),
        refused(f -> f.config("ignore", List.of(QuantizedFolder.MODULE)), UP + ": is packed, but"),
        refused(f -> f.config("ignore", List.of("re:.*mlp")), UP + ": is packed, but quantization"),
        refused(f -> f.config("ignore", List.of("Linear")), UP + ": is packed, but quantization"),
        refused(
            f -> f.config("kv_cache_scheme", Map.of("num_bits", 8L)),
            CONFIG + ": kv_cache_scheme is not supported; quantize without it"),
        refused(
            f -> f.config("transform_config", Map.of("config_groups", Map.of())),
            CONFIG + ": transform_config is not supported"),
        refused(
            f -> f.config("sparsity_config", Map.of("format", "sparse-24-bitmask")),
            CONFIG + ": sparsity_config is not supported"),
        refused(
            f -> f.config("moe_sparsity_config", Map.of("method", "prune")),
            CONFIG + ": moe_sparsity_config is not supported"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"entries", "patterns", "schemes", "groups", "configs"})
  void isRefusedByName(String message, UnaryOperator<QuantizedFolder> damage) throws IOException {
    Path folder = damage.apply(new QuantizedFolder()).write(temporary);
    String told =
        assertThrows(PareException.class, () -> Checkpoints.open(folder).close()).getMessage();
    assertTrue(told.contains(message), told);
    assertFalse(told.contains("\n"), told);
  }
}
