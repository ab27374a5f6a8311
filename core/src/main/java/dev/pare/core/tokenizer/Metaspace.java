package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;

/** SentencePiece's spaces: {@code ▁} for each space, before the text, and where words begin. */
final class Metaspace implements PreTokenizer {
  /** Where the replacement is put before a piece that does not begin with it. */
  enum Prepend {
    ALWAYS,
    FIRST,
    NEVER
  }

  private final char replacement;
  private final Prepend prepend;
  private final boolean split;

  private Metaspace(char replacement, Prepend prepend, boolean split) {
    this.replacement = replacement;
    this.prepend = prepend;
    this.split = split;
  }

  static Metaspace read(JsonObject json) {
    return new Metaspace(replacement(json), prepend(json), json.bool("split").orElse(true));
  }

  static char replacement(JsonObject json) {
    String replacement = json.requireString("replacement");
    if (replacement.length() != 1) {
      throw new PareException(
          json.source(), "the replacement is \"" + replacement + "\"", "give one character");
    }
    return replacement.charAt(0);
  }

  static Prepend prepend(JsonObject json) {
    String scheme = json.string("prepend_scheme").orElse(null);
    boolean prefix = json.bool("add_prefix_space").orElse(true);
    if (scheme == null) {
      return prefix ? Prepend.ALWAYS : Prepend.NEVER;
    }
    return switch (scheme) {
      case "always" -> Prepend.ALWAYS;
      case "first" -> Prepend.FIRST;
      case "never" -> Prepend.NEVER;
      default ->
          throw new PareException(
              json.source(),
              "the prepend_scheme is \"" + scheme + "\"",
              "give always, first or never");
    };
  }

  @Override
  public Pieces onto(Pieces next) {
    Pieces words =
        split
            ? new Split(
                    () -> Spans.of(c -> c == replacement), Split.Behaviour.MERGED_WITH_NEXT, false)
                .onto(next)
            : next;
    return (text, from, to, first) -> {
      String spaced = text.substring(from, to).replace(' ', replacement);
      if (prepends(first) && spaced.charAt(0) != replacement) {
        spaced = replacement + spaced;
      }
      words.accept(spaced, 0, spaced.length(), first);
    };
  }

  private boolean prepends(boolean first) {
    return switch (prepend) {
      case ALWAYS -> true;
      case FIRST -> first;
      case NEVER -> false;
    };
  }
}
