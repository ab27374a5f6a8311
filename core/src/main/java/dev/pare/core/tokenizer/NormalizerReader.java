package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.text.Normalizer.Form;
import java.util.function.IntPredicate;

/** Reads the "normalizer" of a tokenizer file. */
final class NormalizerReader {
  private static final int CAPITAL_I_WITH_DOT = 0x130;

  private NormalizerReader() {}

  static Normalizer read(JsonObject json) {
    String type = json.requireString("type");
    return switch (type) {
      case "Sequence" ->
          json.objects("normalizers").stream()
              .map(NormalizerReader::read)
              .reduce(Normalizer.NONE, Normalizer::then);
      case "Prepend" -> prepend(json.requireString("prepend"));
      case "Replace" -> Replacement.read(json);
      case "NFC" -> form(Form.NFC);
      case "NFD" -> form(Form.NFD);
      case "NFKC" -> form(Form.NFKC);
      case "NFKD" -> form(Form.NFKD);
      case "Lowercase" -> NormalizerReader::lowercase;
      case "Strip" ->
          strip(json.bool("strip_left").orElse(true), json.bool("strip_right").orElse(true));
      case "StripAccents" -> text -> without(text, Unicode::isMark);
      default ->
          throw new PareException(
              json.source(),
              "the normalizer " + type + " is not supported",
              "take a model whose tokenizer uses Sequence, Prepend, Replace, NFC, NFD, NFKC, NFKD,"
                  + " Lowercase, Strip or StripAccents");
    };
  }

  private static Normalizer prepend(String prefix) {
    return text -> text.isEmpty() ? text : prefix + text;
  }

  private static Normalizer form(Form form) {
    return text -> java.text.Normalizer.normalize(text, form);
  }

  /** Each code point on its own: without the final form of sigma. */
  private static String lowercase(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == CAPITAL_I_WITH_DOT) {
                lower.append("i\u0307");
              } else {
                lower.appendCodePoint(Character.toLowerCase(c));
              }
            });
    return lower.toString();
  }

  private static Normalizer strip(boolean left, boolean right) {
    return text -> {
      int from = 0;
      int to = text.length();
      while (left && from < to && Unicode.isSpace(text.charAt(from))) {
        from++;
      }
      while (right && to > from && Unicode.isSpace(text.charAt(to - 1))) {
        to--;
      }
      return text.substring(from, to);
    };
  }

  private static String without(String text, IntPredicate dropped) {
    return text.codePoints()
        .filter(dropped.negate())
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
