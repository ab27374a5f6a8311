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
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Folders of codebooks and sparse weights that are damaged or lie: each told in one line. */
class OwnFormatRefusalTest {
  private static final String GROUP = "config.json quantization_config config_groups group_0";
  private static final String UP = QuantizedFolder.WEIGHT;
  private static final String MODULE = QuantizedFolder.MODULE;

  @TempDir private Path temporary;

  @Test
  void undamagedFoldersAreRead() throws IOException {
    assertRead(QuantizedFolder.sparse(), "int4 g4 asymmetric 2:4");
    assertRead(QuantizedFolder.sparseFloats(), "f16 sparse");
    assertRead(QuantizedFolder.codebook(), "codebook3 4 channels");
  }

  private void assertRead(QuantizedFolder folder, String encoding) throws IOException {
    try (Checkpoint model = Checkpoints.open(folder.write(temporary))) {
      assertEquals(encoding, model.tensor(UP).encoding());
      assertEquals(1, model.names().size());
    }
  }

  private static Arguments refused(Supplier<QuantizedFolder> damaged, String message) {
    return arguments(message, damaged);
  }

  private static Arguments sparse(UnaryOperator<QuantizedFolder> damage, String message) {
    return refused(() -> damage.apply(QuantizedFolder.sparse()), message);
  }

  private static Arguments floats(UnaryOperator<QuantizedFolder> damage, String message) {
    return refused(() -> damage.apply(QuantizedFolder.sparseFloats()), message);
  }

  private static Arguments codebook(UnaryOperator<QuantizedFolder> damage, String message) {
    return refused(() -> damage.apply(QuantizedFolder.codebook()), message);
  }

  static Stream<Arguments> codebooks() {
    return Stream.of(
        codebook(f -> f.without("_packed"), "weight_shape: is there, but weight_packed is missing"),
        codebook(f -> f.without("_codebook"), UP + ": weight_codebook is missing"),
        codebook(f -> f.without("_shape"), UP + ": weight_shape is missing"),
        codebook(f -> f.with("_scale", "F32", 10, 3), "_scale: is there, but quantization_config "),
        codebook(f -> f.with("_zero_point", "I32", 2, 3), "_zero_point: is there, but quantizatio"),
        codebook(f -> f.with("_codebook", "BF16", 4, 8), "is bf16[4×8], not bf16[3×8]"),
        codebook(f -> f.with("_codebook", "BF16", 3, 4), "is bf16[3×4], not bf16[3×8]"),
        codebook(f -> f.with("_codebook", "BF16", 24), "is bf16[24], not bf16[3×8]"),
        codebook(f -> f.with("_codebook", "I32", 3, 8), "_codebook: is stored as i32"),
        codebook(f -> f.with("_packed", "I32", 10, 1), "is i32[10×1], not i32[10×2]"),
        codebook(f -> f.shape(10, Integer.MAX_VALUE), "_shape: says 10×2147483647"),
        codebook(f -> f.weights("num_bits", 0L), "\"num_bits\" is 0, not an integer"),
        codebook(f -> f.weights("num_bits", 9L), "weights: 9-bit codebook is not supported"),
        codebook(f -> f.weights("num_bits", null), "\"num_bits\" is missing"),
        codebook(f -> f.weights("type", "int"), "weights: 3-bit int is not supported"),
        codebook(f -> f.weights("strategy", "group"), "strategy group is not supported"),
        codebook(
            f -> f.weights("strategy", "channel"), "group_size 4 with strategy channel is not"),
        codebook(f -> f.weights("strategy", null), "\"strategy\" is missing"),
        codebook(f -> f.weights("group_size", null), "\"group_size\" is missing"),
        codebook(f -> f.weights("group_size", 0L), "\"group_size\" is 0, not an integer"),
        codebook(f -> f.weights("symmetric", true), "weights: key \"symmetric\" is not supported"),
        codebook(f -> f.group("sparsity", Map.of("structure", "2:4")), "sparsity is not supported"),
        codebook(f -> f.group("weights", null), "\"weights\" is missing"),
        codebook(f -> f.dense(), UP + "_packed: is packed, but config.json has no quantization_"));
  }

  static Stream<Arguments> patterns() {
    return Stream.of(
        sparse(f -> f.without("compressed"), "weight_scale: is there, but weight_packed is missin"),
        sparse(f -> f.without("pattern"), UP + ": pattern is missing"),
        sparse(f -> f.without("shape"), UP + ": shape is missing"),
        sparse(f -> f.without("_scale"), UP + ": weight_scale is missing"),
        sparse(f -> f.without("_zero_point"), UP + ": weight_zero_point is missing"),
        sparse(f -> f.with("", "F32", 10, 12), UP + ": is there both dense and sparse"),
        sparse(f -> f.with("_packed", "I32", 10, 2), UP + ": is there both packed and sparse"),
        sparse(f -> f.with("_codebook", "F32", 1, 16), "_codebook: is there, but quantization_con"),
        sparse(f -> f.with("_shape", "I64", 2), UP + "_shape: is not supported"),
        sparse(f -> f.with("_g_idx", "I32", 12), UP + "_g_idx: is not supported"),
        sparse(f -> f.entry("bitmask", "U8", 10, 2), ".bitmask: is there, but quantization_config"),
        sparse(f -> f.entry("row_offsets", "I64", 10), ".row_offsets: is there, but quantization_"),
        sparse(f -> f.entry("pattern", "I32", 10, 2), "is i32[10×2], not i32[10×1]"),
        sparse(f -> f.entry("pattern", "U8", 10, 1), "is u8[10×1], not i32[10×1]"),
        sparse(f -> f.entry("compressed", "F32", 10, 1), "is f32[10×1], not i32[10×1]"),
        sparse(f -> f.entry("compressed", "I32", 10), "is i32[10], not i32[10×1]"),
        sparse(f -> f.matrix(10, 14), MODULE + ".shape: says [10×14], which 2:4 does not divide"),
        sparse(f -> f.matrix(0, 12), MODULE + ".shape: says 0×12"),
        sparse(f -> f.matrix(1L << 31, 12), MODULE + ".shape: says 2147483648×12"),
        sparse(f -> f.matrix(10, 40), "is i32[10×1], not i32[10×3]"),
        sparse(f -> structure(f, "4:2"), "sparsity: structure 4:2 is not supported"),
        sparse(f -> structure(f, "block"), "sparsity: structure block is not supported"),
        sparse(f -> structure(f, 24L), "\"structure\" is 24, not a string"),
        sparse(f -> structure(f, "3:4"), "is i32[10×1], not i32[10×2]"),
        sparse(f -> structure(f, "unstructured"), ".compressed: is i32[10×1] of a weight [10×12]"),
        sparse(f -> f.group("sparsity", null), GROUP + ": \"sparsity\" is missing"),
        sparse(f -> f.group("sparsity", Map.of()), "sparsity: \"structure\" is missing"),
        sparse(f -> f.group("sparsity", Map.of("block", 4L)), "key \"block\" is not supported"),
        sparse(f -> f.group("format", "pack-quantized"), "group_0: sparsity is not supported"),
        sparse(f -> f.group("weights", null), "_scale: is there, but quantization_config says 2:4"),
        sparse(f -> f.group("targets", List.of("Embedding")), UP + ": is sparse, but quantizatio"));
  }

  private static QuantizedFolder structure(QuantizedFolder folder, Object structure) {
    return folder.group("sparsity", Map.of("structure", structure));
  }

  static Stream<Arguments> bitmasks() {
    return Stream.of(
        floats(f -> f.dense(), ".compressed: is packed, but config.json has no quantization_conf"),
        floats(f -> f.without("compressed"), ": is there, but compressed is missing"),
        floats(f -> f.without("bitmask"), UP + ": bitmask is missing"),
        floats(f -> f.without("row_offsets"), UP + ": row_offsets is missing"),
        floats(f -> f.entry("pattern", "I32", 10, 1), ".pattern: is there, but quantization_conf"),
        floats(f -> f.entry("bitmask", "U8", 10, 1), "is u8[10×1], not u8[10×2]"),
        floats(f -> f.entry("bitmask", "I8", 10, 2), "is i8[10×2], not u8[10×2]"),
        floats(f -> f.entry("row_offsets", "I32", 10), "is i32[10], not i64[10]"),
        floats(f -> f.entry("row_offsets", "I64", 11), "is i64[11], not i64[10]"),
        floats(f -> f.entry("compressed", "I32", 0), ".compressed: is stored as i32"),
        floats(f -> f.entry("compressed", "F16", 121), "is f16[121] of a weight [10×12]"),
        floats(f -> f.entry("compressed", "F16", 10, 6), "is f16[10×6] of a weight [10×12]"),
        floats(f -> f.with("_scale", "F32", 10, 3), "_scale: is there, but quantization_config "));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"codebooks", "patterns", "bitmasks"})
  void isRefusedByName(String message, Supplier<QuantizedFolder> damaged) throws IOException {
    Path folder = damaged.get().write(temporary);
    String told =
        assertThrows(PareException.class, () -> Checkpoints.open(folder).close()).getMessage();
    assertTrue(told.contains(message), told);
    assertFalse(told.contains("\n"), told);
  }
}
