package dev.pare.train.bpe;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.core.tokenizer.ByteAlphabet;
import dev.pare.core.tokenizer.WordRule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The vocabulary that is asked for.
 *
 * @param vocabularySize ids in all, special tokens included; fewer where the text has no more pairs
 * @param minFrequency how often a pair has to occur to become a token
 * @param words the {@link WordRule} whose words no token crosses
 * @param specialTokens kept out of the merges, in the order of their ids; the first ends a text
 * @param specialTokensFirst whether their ids come before all others, or after
 */
public record BpeSettings(
    int vocabularySize,
    long minFrequency,
    String words,
    List<String> specialTokens,
    boolean specialTokensFirst) {
  /** The token that ends a text where none is named. */
  public static final String END_OF_TEXT = "<|endoftext|>";

  private static final int BYTES = 256;
  private static final int LARGEST = 1 << 24;
  private static final Set<String> KEYS =
      Set.of("vocabularySize", "minFrequency", "words", "specialTokens", "specialTokensFirst");
  private static final String WHERE = "vocabulary";

  /**
   * @throws PareException if the vocabulary has no room for bytes and special tokens, or a special
   *     token cannot be one
   */
  public BpeSettings {
    specialTokens = List.copyOf(specialTokens);
    WordRule.named(WHERE, words);
    requireSpecial(specialTokens);
    int least = BYTES + specialTokens.size();
    if (vocabularySize < least || vocabularySize > LARGEST) {
      throw new PareException(
          WHERE,
          "a size of %d is not from %d (bytes and special tokens) to %d"
              .formatted(vocabularySize, least, LARGEST),
          "choose another size");
    }
    if (minFrequency < 1) {
      throw new PareException(WHERE, "minFrequency is " + minFrequency, "give 1 or more");
    }
  }

  /** GPT-2's words, pairs that occur twice, and {@link #END_OF_TEXT} first. */
  public static BpeSettings of(int vocabularySize) {
    return new BpeSettings(vocabularySize, 2, "gpt-2", List.of(END_OF_TEXT), true);
  }

  /**
   * The same as a mapping of a recipe, whose keys are this record's; all but {@code vocabularySize}
   * may be missing.
   */
  public static BpeSettings read(JsonObject json) {
    Yaml.requireKeys(json, KEYS);
    List<String> special = json.strings("specialTokens");
    return new BpeSettings(
        json.requireInt("vocabularySize", 1),
        json.integer("minFrequency").orElse(2L),
        json.string("words").orElse("gpt-2"),
        json.has("specialTokens") ? special : List.of(END_OF_TEXT),
        json.bool("specialTokensFirst").orElse(true));
  }

  private static void requireSpecial(List<String> tokens) {
    if (tokens.isEmpty()) {
      throw new PareException(WHERE, "has no special token", "name the one that ends a text");
    }
    Set<String> known = new HashSet<>();
    for (String token : tokens) {
      boolean ofByte = token.length() == 1 && ByteAlphabet.byteOf(token.charAt(0)) >= 0;
      if (token.isBlank() || ofByte || !known.add(token)) {
        throw new PareException(
            WHERE,
            "the special token "
                + Names.quote(token)
                + (ofByte ? " spells a byte" : token.isBlank() ? " is blank" : " is there twice"),
            "choose another, such as " + END_OF_TEXT);
      }
    }
  }
}
