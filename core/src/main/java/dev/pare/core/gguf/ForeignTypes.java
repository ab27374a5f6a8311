package dev.pare.core.gguf;

import java.util.Map;

/** The tensor types of ggml that no weight is read from, told by their names. */
final class ForeignTypes {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(9, "Q8_1"),
          Map.entry(15, "Q8_K"),
          Map.entry(16, "IQ2_XXS"),
          Map.entry(17, "IQ2_XS"),
          Map.entry(18, "IQ3_XXS"),
          Map.entry(19, "IQ1_S"),
          Map.entry(21, "IQ3_S"),
          Map.entry(22, "IQ2_S"),
          Map.entry(23, "IQ4_XS"),
          Map.entry(24, "I8"),
          Map.entry(25, "I16"),
          Map.entry(26, "I32"),
          Map.entry(27, "I64"),
          Map.entry(28, "F64"),
          Map.entry(29, "IQ1_M"),
          Map.entry(34, "TQ1_0"),
          Map.entry(35, "TQ2_0"),
          Map.entry(39, "MXFP4"),
          Map.entry(40, "NVFP4"),
          Map.entry(41, "Q1_0"),
          Map.entry(42, "Q2_0"));

  private ForeignTypes() {}

  static String describe(int number) {
    String name = NAMES.get(number);
    return name == null
        ? "unknown type " + Integer.toUnsignedString(number)
        : "type " + name + " is not supported";
  }
}
