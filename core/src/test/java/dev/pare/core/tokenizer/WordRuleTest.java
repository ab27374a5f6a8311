package dev.pare.core.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WordRuleTest {
  private static List<String> words(String rule, String... texts) {
    List<String> words = new ArrayList<>();
    Consumer<String> cutter = WordRule.named("test", rule).cutter(words::add);
    List.of(texts).forEach(cutter);
    return words;
  }

  @Test
  void cutsAsTheRuleOfThatNameDoes() {
    assertEquals(
        List.of("Born", " in", " 1869", ".", "It", "'s"),
        words("gpt-2", "Born in 1869.", "", "It's"));
    assertEquals(List.of("in", " ", "1", "8", "6", "9"), words("smollm", "in 1869"));
    assertEquals(List.of("in", " ", "186", "9", "(x", ")"), words("llama-bpe", "in 1869(x)"));
    assertEquals(List.of("\u00e9", " ", "1", "2"), words("qwen2", "e\u0301 12"));
    assertEquals(List.of("a", "\ufffd", "b"), words("gpt-2", "a\ud800b"));
    assertTrue(WordRule.named("test", "llama-bpe").ignoreMerges());
  }

  @Test
  void refusesAnUnknownName() {
    PareException e = assertThrows(PareException.class, () -> WordRule.named("test", "gpt-9"));
    assertTrue(e.getMessage().contains("\"gpt-9\" is not known"), e.getMessage());
  }
}
