package dev.pare.train.bpe;

import dev.pare.core.tokenizer.ByteAlphabet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The vocabulary as it grows, and the merges that made it. */
final class Tokens {
  private final List<String> texts = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final int[] ofBytes = new int[512];
  private final Set<Long> merges = new LinkedHashSet<>();
  private final Set<String> special;
  private final int limit;

  Tokens(BpeSettings settings) {
    special = Set.copyOf(settings.specialTokens());
    limit = settings.vocabularySize() - (settings.specialTokensFirst() ? 0 : special.size());
    if (settings.specialTokensFirst()) {
      settings.specialTokens().forEach(this::add);
    }
    IntStream.range(0, 256)
        .map(ByteAlphabet::charOf)
        .sorted()
        .forEach(c -> ofBytes[c] = add(String.valueOf((char) c)));
  }

  private int add(String text) {
    ids.put(text, texts.size());
    texts.add(text);
    return texts.size() - 1;
  }

  /** Whether the vocabulary has the size it is to have. */
  boolean isFull() {
    return texts.size() >= limit;
  }

  /** The token of a byte by its spelling. */
  int ofByte(char spelling) {
    return ofBytes[spelling];
  }

  /** Whether a pair spells a special token. */
  boolean isSpecial(long pair) {
    return special.contains(text(pair));
  }

  /**
   * Makes a pair a token: a new one, unless another pair spells the same. Should a pair come again,
   * its later place among the merges counts, as in Hugging Face's library.
   */
  int merge(long pair) {
    merges.remove(pair);
    merges.add(pair);
    String text = text(pair);
    Integer known = ids.get(text);
    return known == null ? add(text) : known;
  }

  private String text(long pair) {
    return texts.get(Pairs.left(pair)) + texts.get(Pairs.right(pair));
  }

  /** All tokens but special ones that come last, by id. */
  List<String> texts() {
    return List.copyOf(texts);
  }

  /** Pairs as {@link Pairs#key} packs them, in the order they merge. */
  List<Long> merges() {
    return List.copyOf(merges);
  }
}
