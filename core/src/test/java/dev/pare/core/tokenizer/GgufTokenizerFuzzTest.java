package dev.pare.core.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged vocabularies: each gives a tokenizer, or is refused by a {@link PareException}. */
class GgufTokenizerFuzzTest {
  private static final int MUTATIONS = 100_000;
  private static final int ROWS = 64;
  private static final String TEXT = "ab <s>1\u00e9  ";
  private static final int[] NUMBERS = {0, 1, -1, 2, 5, 12, 63, 64, 65, 1 << 30, -(1 << 30)};
  private static final List<Object> VALUES =
      List.of("", "llama", "gpt2", "bert", "smollm", "\u0000", "a b", true, 7, 1e30f, Float.NaN);

  private final Random random = new Random(29);

  private static Map<String, Object> sentencePiece() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put(GgufKeys.MODEL, "llama");
    metadata.put(
        GgufKeys.TOKENS,
        List.of("<unk>", "<s>", "</s>", "<0x31>", "\u2581", "a", "b", "ab", "\u2581ab", "  "));
    metadata.put(GgufKeys.SCORES, new float[] {0, 0, 0, 0, -9, -8, -7, -1, -2, -1000});
    metadata.put(GgufKeys.TYPES, new int[] {2, 3, 3, 6, 1, 1, 1, 1, 1, 4});
    metadata.put(GgufKeys.BOS, 1);
    metadata.put(GgufKeys.EOS, 2);
    metadata.put(GgufKeys.UNKNOWN, 0);
    metadata.put(GgufKeys.ADD_EOS, true);
    metadata.put(GgufKeys.ADD_SPACE_PREFIX, false);
    return metadata;
  }

  private static Map<String, Object> byteLevel() {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put(GgufKeys.MODEL, "gpt2");
    metadata.put(GgufKeys.PRE, "llama-bpe");
    metadata.put(GgufKeys.TOKENS, List.of("a", "b", "ab", "\u0120", "\u0120ab", "<s>", "1"));
    metadata.put(GgufKeys.TYPES, new int[] {1, 1, 1, 1, 1, 3, 1});
    metadata.put(GgufKeys.MERGES, List.of("a b", "\u0120 ab"));
    metadata.put(GgufKeys.BOS, 5);
    metadata.put(GgufKeys.PADDING, -1);
    metadata.put(GgufKeys.CHAT_TEMPLATE, "{{ messages }}");
    metadata.put(GgufKeys.CHAT_TEMPLATE + ".tool_use", "{{ tools }}");
    return metadata;
  }

  @Test
  void damageIsRefusedOrHarmless() {
    int taken = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Map<String, Object> metadata = random.nextBoolean() ? sentencePiece() : byteLevel();
      for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
        mutate(metadata);
      }
      try {
        use(metadata, i % 8 == 0);
        taken++;
      } catch (PareException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("mutation " + i + ": " + metadata, e);
      }
    }
    assertTrue(taken > MUTATIONS / 10 && taken < MUTATIONS * 9 / 10, taken + " taken");
  }

  /** Few tokens can amount to many merges. */
  @Test
  void aSmallFileMakesNoLargeTokenizer() {
    List<String> tokens = new ArrayList<>();
    for (String letter : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
      for (int length = 1; length <= 256; length++) {
        tokens.add(letter.repeat(length));
      }
    }
    Map<String, Object> metadata = sentencePiece();
    metadata.put(GgufKeys.TOKENS, tokens);
    metadata.put(GgufKeys.SCORES, new float[tokens.size()]);
    metadata.remove(GgufKeys.TYPES);
    assertRefused(metadata, "its tokens amount to merges of more than 16000000 characters");
    metadata.put(GgufKeys.TOKENS, List.of("a", "b", "c".repeat(257)));
    metadata.put(GgufKeys.SCORES, new float[3]);
    assertRefused(metadata, "is a token of 257 characters");
  }

  private static void assertRefused(Map<String, Object> metadata, String what) {
    PareException e = assertThrows(PareException.class, () -> VocabularyFile.tokenizer(metadata));
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  private static void use(Map<String, Object> metadata, boolean all) {
    Map<String, ByteSource> companions =
        GgufTokenizer.companions(VocabularyFile.of(metadata), ROWS);
    Tokenizer tokenizer = Tokenizers.of(companions, "model.gguf");
    tokenizer.decode(tokenizer.encode(TEXT, true), false);
    if (all) {
      companions.values().forEach(ByteSource::size);
    }
  }

  private void mutate(Map<String, Object> metadata) {
    List<String> keys = List.copyOf(metadata.keySet());
    String key = keys.get(random.nextInt(keys.size()));
    Object value = metadata.get(key);
    if (random.nextInt(4) == 0) {
      if (random.nextBoolean()) {
        metadata.remove(key);
      } else {
        metadata.put(key, any(metadata));
      }
    } else if (value instanceof Boolean flag) {
      metadata.put(key, !flag);
    } else if (value instanceof Integer) {
      metadata.put(key, NUMBERS[random.nextInt(NUMBERS.length)]);
    } else if (value instanceof String text) {
      metadata.put(key, damaged(text));
    } else if (value instanceof int[] items && items.length > 0) {
      metadata.put(key, damaged(items));
    } else if (value instanceof float[] items && items.length > 0) {
      metadata.put(key, damaged(items));
    } else if (value instanceof List<?> items && !items.isEmpty()) {
      metadata.put(key, damaged(items));
    }
  }

  /** The value of another key, or an unlikely one. */
  private Object any(Map<String, Object> metadata) {
    List<Object> values = new ArrayList<>(metadata.values());
    values.addAll(VALUES);
    return values.get(random.nextInt(values.size()));
  }

  private int[] damaged(int[] items) {
    int[] changed = Arrays.copyOf(items, items.length - random.nextInt(20) / 19);
    changed[random.nextInt(items.length) % Math.max(1, changed.length)] =
        NUMBERS[random.nextInt(NUMBERS.length)];
    return changed;
  }

  private float[] damaged(float[] items) {
    float[] changed = Arrays.copyOf(items, items.length + random.nextInt(20) / 19);
    changed[random.nextInt(items.length)] = Float.intBitsToFloat(random.nextInt());
    return changed;
  }

  private List<Object> damaged(List<?> items) {
    List<Object> changed = new ArrayList<>(items);
    int at = random.nextInt(changed.size());
    switch (random.nextInt(4)) {
      case 0 -> changed.set(at, changed.get(random.nextInt(changed.size())));
      case 1 -> changed.remove(at);
      case 2 -> changed.add(at, damaged((String) changed.get(at)));
      default -> changed.set(at, damaged((String) changed.get(at)));
    }
    return changed;
  }

  private String damaged(String text) {
    int at = random.nextInt(text.length() + 1);
    String more =
        List.of("", "a", " ", "b", "\u00e9", "\u0000", "\ud83d\ude00").get(random.nextInt(7));
    return text.substring(0, at)
        + more
        + text.substring(Math.min(text.length(), at + random.nextInt(3)));
  }
}
