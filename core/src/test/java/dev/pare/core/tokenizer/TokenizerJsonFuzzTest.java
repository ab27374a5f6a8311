package dev.pare.core.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.tensor.ByteSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Damaged tokenizer files: each is used, written as GGUF, or refused by a {@link PareException}.
 */
class TokenizerJsonFuzzTest {
  private static final int MUTATIONS = 100_000;
  private static final String TEXT = "ab <s>1\u00e9  it's";

  /** What a JSON text is cut into: strings, numbers, words, signs. */
  private static final Pattern PARTS =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9.]+|[a-z]+|[^\\s]");

  private static final List<String> ODD =
      List.of(
          "null",
          "true",
          "-1",
          "2147483647",
          "1e400",
          "99999999999999999999",
          "0.5",
          "\"\"",
          "[]",
          "{}",
          "\"\\ud800\"",
          "\"(\"",
          "\"(a*)*b\"",
          "\"a b c\"",
          "[[[[[",
          "\u0000",
          "\"type\"");

  private final Random random = new Random(31);

  private static List<List<String>> files() {
    return Stream.of(SPACES, WORDS)
        .map(text -> PARTS.matcher(text).results().map(r -> r.group()).toList())
        .toList();
  }

  private static final String WORDS =
      """
      {"added_tokens": [{"id": 5, "content": "<s>", "special": true, "rstrip": true}],
       "normalizer": {"type": "NFC"},
       "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
         {"type": "Digits", "individual_digits": true},
         {"type": "ByteLevel", "add_prefix_space": false, "use_regex": true}]},
       "post_processor": {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A"}}],
         "special_tokens": {"<s>": {"id": "<s>", "ids": [5], "tokens": ["<s>"]}}},
       "decoder": {"type": "ByteLevel"},
       "model": {"type": "BPE", "ignore_merges": false,
         "vocab": {"a": 0, "b": 1, "ab": 2, "\u0120": 3, "1": 4},
         "merges": ["a b"]}}
      """;

  private static final String SPACES =
      """
      {"added_tokens": [{"id": 0, "content": "<unk>", "special": true}],
       "normalizer": {"type": "Sequence", "normalizers": [
         {"type": "Prepend", "prepend": "\u2581"},
         {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]},
       "decoder": {"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Fuse"},
         {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
       "model": {"type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true,
         "vocab": {"<unk>": 0, "a": 1, "b": 2, "ab": 3, "\u2581": 4, "<0x31>": 5},
         "merges": [["a", "b"]]}}
      """;

  @Test
  void damageIsRefusedOrHarmless() {
    List<List<String>> files = files();
    int taken = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      List<String> parts = new ArrayList<>(files.get(random.nextInt(files.size())));
      for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
        mutate(parts, files.get(random.nextInt(files.size())));
      }
      byte[] file = damagedBytes(String.join(" ", parts).getBytes(StandardCharsets.UTF_8));
      taken += use(file, i) ? 1 : 0;
    }
    assertTrue(taken > MUTATIONS / 20 && taken < MUTATIONS * 4 / 5, taken + " taken");
  }

  private static boolean use(byte[] file, int mutation) {
    Map<String, ByteSource> companions = Map.of("tokenizer.json", ByteSource.of(file));
    try {
      Tokenizer tokenizer = Tokenizers.of(companions, "model");
      tokenizer.decode(tokenizer.encode(TEXT, true), false);
      if (mutation % 3 == 0) {
        write(companions);
      }
      return true;
    } catch (PareException e) {
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      return false;
    } catch (RuntimeException | StackOverflowError e) {
      String text = new String(file, StandardCharsets.UTF_8);
      throw new AssertionError("mutation " + mutation + ": " + text, e);
    }
  }

  private static void write(Map<String, ByteSource> companions) {
    try {
      GgufVocabulary.metadata(companions, 40, "model");
    } catch (PareException e) {
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
  }

  /** A value for another mostly; signs go as well. */
  private void mutate(List<String> parts, List<String> others) {
    int at = random.nextInt(parts.size());
    boolean sign = "{}[]:,".contains(parts.get(at));
    if (sign && random.nextInt(8) > 0) {
      return;
    }
    switch (random.nextInt(sign ? 8 : 6)) {
      case 0, 1 -> parts.set(at, value(parts));
      case 2 -> parts.set(at, value(others));
      case 3 -> parts.set(at, ODD.get(random.nextInt(ODD.size())));
      case 4, 5 -> parts.set(at, String.valueOf(random.nextInt(20) - 2));
      case 6 -> parts.remove(at);
      default -> parts.add(at, parts.get(random.nextInt(parts.size())));
    }
  }

  private String value(List<String> parts) {
    List<String> values = parts.stream().filter(part -> part.length() > 1).toList();
    return values.get(random.nextInt(values.size()));
  }

  /** One in ten is damaged without regard to what it says. */
  private byte[] damagedBytes(byte[] file) {
    if (random.nextInt(10) == 0) {
      file[random.nextInt(file.length)] = (byte) random.nextInt();
    }
    return file;
  }
}
