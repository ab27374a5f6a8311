package dev.pare.train.bpe;

import dev.pare.core.PareException;
import dev.pare.core.tokenizer.ByteAlphabet;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** How often each word occurs. */
final class WordCounts implements Consumer<String> {
  /** What a word takes until the merges are found, beside what each of its bytes does. */
  private static final int MEMORY_A_WORD = 128;

  private static final int MEMORY_A_BYTE = 64;
  private static final long LARGEST = (long) MEMORY_A_BYTE * Integer.MAX_VALUE;

  private static final class Count {
    long value;
  }

  private final Map<String, Count> counts = new HashMap<>();
  private final long limit;
  private long memory;

  WordCounts() {
    this(Math.min(LARGEST, Runtime.getRuntime().maxMemory() / 4 * 3));
  }

  /**
   * @param limit bytes that words may take
   */
  WordCounts(long limit) {
    this.limit = limit;
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  @Override
  public void accept(String word) {
    Count count = counts.get(word);
    if (count == null) {
      count = new Count();
      counts.put(word, count);
      int size = word.getBytes(StandardCharsets.UTF_8).length;
      memory += MEMORY_A_WORD + (long) MEMORY_A_BYTE * size;
      requireMemory();
    }
    count.value++;
  }

  private void requireMemory() {
    if (memory > limit) {
      throw new PareException(
          "vocabulary",
          "%,d different words are more than %,d MB of memory hold"
              .formatted(counts.size(), limit >> 20),
          "learn it from a part of the text, or give Java more memory (-Xmx)");
    }
  }

  /** The words as bytes. */
  Symbols symbols(Tokens tokens) {
    String[] words = new String[counts.size()];
    long[] frequencies = new long[words.length];
    int word = 0;
    long size = 0;
    for (Map.Entry<String, Count> entry : counts.entrySet()) {
      words[word] = ByteAlphabet.spell(entry.getKey());
      frequencies[word] = entry.getValue().value;
      size += words[word++].length();
    }
    Symbols symbols = new Symbols(Math.toIntExact(size), frequencies);
    for (String spelled : words) {
      symbols.add(spelled, tokens);
    }
    return symbols;
  }
}
