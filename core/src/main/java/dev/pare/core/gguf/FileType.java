package dev.pare.core.gguf;

import dev.pare.core.tensor.GgmlType;
import java.util.Arrays;
import java.util.Comparator;

/**
 * What most matrices of a file are stored as, and which finer types the others have: {@code
 * general.file_type}, by llama.cpp's names and numbers.
 */
public enum FileType {
  F32(0, GgmlType.F32),
  F16(1, GgmlType.F16),
  BF16(32, GgmlType.BF16),
  Q8_0(7, GgmlType.Q8_0),
  Q4_0(2, GgmlType.Q4_0),
  Q4_1(3, GgmlType.Q4_1),
  Q5_0(8, GgmlType.Q5_0),
  Q5_1(9, GgmlType.Q5_1),
  Q2_K(10, GgmlType.Q2_K),
  Q3_K_S(11, GgmlType.Q3_K),
  Q3_K_M(12, GgmlType.Q3_K),
  Q3_K_L(13, GgmlType.Q3_K),
  Q4_K_S(14, GgmlType.Q4_K),
  Q4_K_M(15, GgmlType.Q4_K),
  Q5_K_S(16, GgmlType.Q5_K),
  Q5_K_M(17, GgmlType.Q5_K),
  Q6_K(18, GgmlType.Q6_K),
  IQ4_NL(25, GgmlType.IQ4_NL);

  private final int id;
  private final GgmlType mostly;

  FileType(int id, GgmlType mostly) {
    this.id = id;
    this.mostly = mostly;
  }

  /** llama.cpp's number for it. */
  public int id() {
    return id;
  }

  /** What a matrix has if no rule gives it another type. */
  public GgmlType mostly() {
    return mostly;
  }

  /** What to call a file whose matrices mostly have that type; of several, the medium one. */
  public static FileType of(GgmlType mostly) {
    return Arrays.stream(values())
        .filter(type -> type.mostly == mostly)
        .max(Comparator.comparing(type -> type.name().endsWith("_M")))
        .orElseThrow();
  }
}
