package dev.pare.atlas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class VariantsTest {
  @Test
  void alternativesMultiply() {
    assertEquals(
        List.of("plain", "the a one in", "the a in", "the b one in", "the b in"),
        Variants.of(List.of("plain", "the [a|b] [one|] in")));
  }
}
