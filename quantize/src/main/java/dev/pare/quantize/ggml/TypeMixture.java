package dev.pare.quantize.ggml;

import dev.pare.core.checkpoint.GgufExport;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.gguf.FileType;
import dev.pare.core.tensor.GgmlType;
import dev.pare.core.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which type each matrix of a GGUF file gets: llama.cpp's rules, so that a file of that name is
 * what people know by it. Most matrices have the file type's own; a head or shared embedding has
 * six bits or more, and the values and down projections of some layers, where errors cost most, a
 * finer type. A row that is no whole number of blocks falls back to a type with smaller ones.
 */
public final class TypeMixture {
  /**
   * A matrix whose rows do not fit.
   *
   * @param weight its name in the checkpoint
   */
  public record Fallback(String weight, int columns, GgmlType wanted, GgmlType given) {}

  private final FileType file;
  private final boolean importance;
  private final int layers;
  private final int queriesPerKey;
  private final Map<String, GgmlType> types = new LinkedHashMap<>();
  private final List<Fallback> fallbacks = new ArrayList<>();

  private TypeMixture(FileType file, ModelConfig config, boolean importance) {
    this.file = file;
    this.importance = importance;
    this.layers = config.layers();
    this.queriesPerKey = config.attentionHeads() / config.keyValueHeads();
  }

  /**
   * @param pure whether all matrices have the file type's own, but for those that it does not fit
   * @param importance whether errors are weighed by an importance matrix
   */
  public static TypeMixture of(
      FileType file, ModelConfig config, boolean pure, boolean importance) {
    TypeMixture mixture = new TypeMixture(file, config, importance);
    for (GgufExport.Matrix matrix : GgufExport.matrices(config)) {
      boolean plain = pure || file.mostly().dense().isPresent();
      GgmlType wanted = plain ? file.mostly() : mixture.wanted(matrix, config.tiedEmbeddings());
      mixture.put(matrix, wanted);
    }
    return mixture;
  }

  /** The type of each matrix, by its name in the checkpoint. */
  public Map<String, GgmlType> types() {
    return types;
  }

  public List<Fallback> fallbacks() {
    return fallbacks;
  }

  private void put(GgufExport.Matrix matrix, GgmlType wanted) {
    GgmlType given = fitting(wanted, matrix.shape());
    types.put(matrix.weight(), given);
    if (given != wanted) {
      fallbacks.add(new Fallback(matrix.weight(), matrix.shape().columns(), wanted, given));
    }
  }

  private static GgmlType fitting(GgmlType wanted, Shape shape) {
    if (wanted.fits(shape)) {
      return wanted;
    }
    GgmlType smaller =
        switch (wanted) {
          case Q2_K, Q3_K -> GgmlType.Q4_0;
          case Q4_K -> GgmlType.Q5_0;
          case Q5_K -> GgmlType.Q5_1;
          case Q6_K -> GgmlType.Q8_0;
          default -> GgmlType.F16;
        };
    return smaller.fits(shape) ? smaller : GgmlType.F16;
  }

  private GgmlType wanted(GgufExport.Matrix matrix, boolean tied) {
    String name = matrix.gguf();
    if (name.equals("output.weight") || (tied && name.equals("token_embd.weight"))) {
      boolean eight = file == FileType.Q8_0 || !file.mostly().fits(matrix.shape());
      return eight ? GgmlType.Q8_0 : GgmlType.Q6_K;
    }
    if (!name.startsWith("blk.")) {
      return file.mostly();
    }
    String[] parts = name.split("\\.");
    int layer = Integer.parseInt(parts[1]);
    return switch (parts[2]) {
      case "attn_v", "attn_qkv" -> values(layer);
      case "attn_output" -> attentionOutput();
      case "ffn_down" -> down(layer);
      default -> file.mostly();
    };
  }

  private GgmlType values(int layer) {
    boolean shared = queriesPerKey >= 4;
    GgmlType type =
        switch (file) {
          case Q2_K -> shared ? GgmlType.Q4_K : GgmlType.Q3_K;
          case Q3_K_M -> layer < 2 ? GgmlType.Q5_K : GgmlType.Q4_K;
          case Q3_K_L -> GgmlType.Q5_K;
          case Q4_K_S -> layer < 4 ? GgmlType.Q5_K : GgmlType.Q4_K;
          case Q4_K_M, Q5_K_M -> needsMoreBits(layer) ? GgmlType.Q6_K : file.mostly();
          case IQ4_NL -> shared ? GgmlType.Q5_K : GgmlType.IQ4_NL;
          default -> file.mostly();
        };
    boolean seventyBillion = layers == 80 && queriesPerKey > 1;
    boolean coarse = type == GgmlType.Q3_K || type == GgmlType.Q4_K;
    return seventyBillion && coarse ? GgmlType.Q5_K : type;
  }

  private GgmlType attentionOutput() {
    return switch (file) {
      case Q2_K -> GgmlType.Q3_K;
      case Q3_K_M -> GgmlType.Q4_K;
      case Q3_K_L -> GgmlType.Q5_K;
      default -> file.mostly();
    };
  }

  private GgmlType down(int layer) {
    boolean first = layer < layers / 8;
    return switch (file) {
      case Q2_K -> GgmlType.Q3_K;
      case Q3_K_M -> layer < layers / 16 ? GgmlType.Q5_K : GgmlType.Q4_K;
      case Q3_K_L -> GgmlType.Q5_K;
      case Q4_K_S -> first ? GgmlType.Q5_K : GgmlType.Q4_K;
      case Q4_K_M, Q5_K_M -> needsMoreBits(layer) ? GgmlType.Q6_K : file.mostly();
      case IQ4_NL -> first && !importance ? GgmlType.Q5_K : GgmlType.IQ4_NL;
      case Q4_0 -> first && importance ? GgmlType.Q4_1 : GgmlType.Q4_0;
      case Q5_0 -> first && importance ? GgmlType.Q5_1 : GgmlType.Q5_0;
      default -> file.mostly();
    };
  }

  /** The first and last eighth of the layers, and every third between. */
  private boolean needsMoreBits(int layer) {
    int eighth = layers / 8;
    return layer < eighth || layer >= 7 * layers / 8 || (layer - eighth) % 3 == 2;
  }
}
