package dev.pare.train.bpe;

import dev.pare.core.tokenizer.ByteAlphabet;
import dev.pare.core.tokenizer.WordRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Byte-level BPE by its definition: count all pairs, merge the first, count again. */
final class PlainBpe {
  private final Map<List<String>, Long> words = new HashMap<>();
  private final List<String> tokens = new ArrayList<>();
  private final List<Bpe.Merge> merges = new ArrayList<>();
  private final BpeSettings settings;

  PlainBpe(List<String> texts, BpeSettings settings) {
    this.settings = settings;
    texts.forEach(
        WordRule.named("test", settings.words())
            .cutter(
                word -> words.merge(List.of(ByteAlphabet.spell(word).split("")), 1L, Long::sum)));
    tokens.addAll(settings.specialTokens());
    for (char c = 0; c < 512; c++) {
      if (ByteAlphabet.byteOf(c) >= 0) {
        tokens.add(String.valueOf(c));
      }
    }
  }

  List<Bpe.Merge> merges() {
    Optional<Bpe.Merge> best = best();
    while (best.isPresent() && tokens.size() < settings.vocabularySize()) {
      merge(best.get());
      best = best();
    }
    return merges;
  }

  private Optional<Bpe.Merge> best() {
    Map<Bpe.Merge, Long> counts = new HashMap<>();
    words.forEach(
        (word, count) -> {
          for (int i = 0; i + 1 < word.size(); i++) {
            counts.merge(new Bpe.Merge(word.get(i), word.get(i + 1)), count, Long::sum);
          }
        });
    return counts.keySet().stream()
        .filter(pair -> counts.get(pair) >= settings.minFrequency())
        .min(
            Comparator.comparing((Bpe.Merge pair) -> -counts.get(pair))
                .thenComparing(pair -> tokens.indexOf(pair.left()))
                .thenComparing(pair -> tokens.indexOf(pair.right())));
  }

  private void merge(Bpe.Merge pair) {
    merges.remove(pair);
    merges.add(pair);
    String joined = pair.left() + pair.right();
    if (!tokens.contains(joined)) {
      tokens.add(joined);
    }
    Map<List<String>, Long> before = Map.copyOf(words);
    words.clear();
    before.forEach((word, count) -> words.merge(merged(word, pair, joined), count, Long::sum));
  }

  private static List<String> merged(List<String> word, Bpe.Merge pair, String joined) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < word.size(); i++) {
      boolean found =
          word.get(i).equals(pair.left())
              && i + 1 < word.size()
              && word.get(i + 1).equals(pair.right());
      result.add(found ? joined : word.get(i));
      i += found ? 1 : 0;
    }
    return result;
  }
}
