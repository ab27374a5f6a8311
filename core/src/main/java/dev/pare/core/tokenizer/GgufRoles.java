package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import java.util.OptionalInt;

/** Which tokens of a GGUF file have a role, and which of them are put around a text. */
final class GgufRoles {
  private final GgufTokens tokens;
  private final boolean sentencePiece;

  GgufRoles(GgufTokens tokens) {
    this.tokens = tokens;
    sentencePiece = tokens.metadata().requireString(GgufKeys.MODEL).equals(GgufKeys.LLAMA);
  }

  boolean isSentencePiece() {
    return sentencePiece;
  }

  OptionalInt start() {
    return role(GgufKeys.BOS, 1);
  }

  OptionalInt end() {
    return role(GgufKeys.EOS, 2);
  }

  OptionalInt unknown() {
    return role(GgufKeys.UNKNOWN, 0);
  }

  OptionalInt padding() {
    return tokens.id(GgufKeys.PADDING);
  }

  /** SentencePiece's ids are what they are where a file does not say. */
  private OptionalInt role(String key, int usual) {
    OptionalInt id = tokens.id(key);
    boolean silent = id.isEmpty() && sentencePiece && !tokens.metadata().has(key);
    return silent && usual < tokens.tokens().length ? OptionalInt.of(usual) : id;
  }

  boolean addsStart() {
    return tokens
        .metadata()
        .bool(GgufKeys.ADD_BOS)
        .orElseGet(() -> sentencePiece || preTokenization().addBos());
  }

  boolean addsEnd() {
    return tokens.metadata().bool(GgufKeys.ADD_EOS).orElse(false);
  }

  boolean addsSpace() {
    return tokens.metadata().bool(GgufKeys.ADD_SPACE_PREFIX).orElse(true);
  }

  /** The rule that cuts text into words. */
  PreTokenization preTokenization() {
    String name = tokens.metadata().string(GgufKeys.PRE).orElse("default");
    return PreTokenizations.named(tokens.source(), name);
  }

  /** The id of the start token, which the file wants to be added. */
  int requireStart() {
    return start().orElseThrow(() -> missing("start", GgufKeys.BOS));
  }

  /** The id of the end token, which the file wants to be added. */
  int requireEnd() {
    return end().orElseThrow(() -> missing("end", GgufKeys.EOS));
  }

  private PareException missing(String what, String key) {
    return new PareException(
        tokens.source(),
        "adds the " + what + " token to texts, but has no \"" + key + "\"",
        "convert the model again, or take its Hugging Face folder");
  }
}
