package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;

/** Reads the "decoder" of a tokenizer file. */
final class DecoderReader {
  /** What a file without a decoder means. */
  static final Decoder SPACE_BETWEEN = SpacedTokens::new;

  private DecoderReader() {}

  static Decoder read(JsonObject json) {
    String type = json.requireString("type");
    return switch (type) {
      case "Sequence" ->
          json.objects("decoders").stream()
              .map(DecoderReader::read)
              .reduce(next -> next, Decoder::then);
      case "ByteLevel" -> ByteLevelDecoder::new;
      case "ByteFallback" -> ByteFallbackDecoder::new;
      case "Fuse" -> FusedTokens::new;
      case "Replace" -> replace(Replacement.read(json));
      case "Strip" -> strip(json);
      case "Metaspace" -> metaspace(json);
      default ->
          throw new PareException(
              json.source(),
              "the decoder " + type + " is not supported",
              "take a model whose tokenizer uses Sequence, ByteLevel, ByteFallback, Fuse, Replace,"
                  + " Strip or Metaspace");
    };
  }

  private static Decoder replace(Replacement replacement) {
    return next -> new Rewritten(next, (token, first) -> replacement.normalize(token));
  }

  private static Decoder strip(JsonObject json) {
    String content = json.requireString("content");
    if (content.length() != 1) {
      throw new PareException(
          json.source(), "the content is \"" + content + "\"", "give one character");
    }
    int start = json.requireInt("start", 0);
    int stop = json.requireInt("stop", 0);
    return next -> new StripDecoder(content.charAt(0), start, stop, next);
  }

  /** Spaces for the replacement; in the first token nothing, where encoding put it there. */
  private static Decoder metaspace(JsonObject json) {
    String replacement = String.valueOf(Metaspace.replacement(json));
    boolean prepended = Metaspace.prepend(json) != Metaspace.Prepend.NEVER;
    return next ->
        new Rewritten(
            next, (token, first) -> token.replace(replacement, first && prepended ? "" : " "));
  }

  private interface Rewriting {
    String rewrite(String token, boolean first);
  }

  private static final class Rewritten extends TokenText.Whole {
    private final TokenText next;
    private final Rewriting rewriting;
    private boolean first = true;

    Rewritten(TokenText next, Rewriting rewriting) {
      this.next = next;
      this.rewriting = rewriting;
    }

    @Override
    void token(String token) {
      next.chunk(rewriting.rewrite(token, first), true);
      first = false;
    }

    @Override
    public void finish() {
      next.finish();
    }
  }

  private static final class FusedTokens implements TokenText {
    private final TokenText next;

    FusedTokens(TokenText next) {
      this.next = next;
    }

    @Override
    public void chunk(String text, boolean ends) {
      next.chunk(text, false);
    }

    @Override
    public void finish() {
      next.chunk("", true);
      next.finish();
    }
  }

  private static final class SpacedTokens implements TokenText {
    private final TokenText next;
    private boolean between;

    SpacedTokens(TokenText next) {
      this.next = next;
    }

    @Override
    public void chunk(String text, boolean ends) {
      next.chunk(between ? " " + text : text, ends);
      between = ends;
    }

    @Override
    public void finish() {
      next.finish();
    }
  }
}
