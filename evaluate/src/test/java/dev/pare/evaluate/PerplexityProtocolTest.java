package dev.pare.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PerplexityProtocolTest {
  private static final OptionalInt UNSET = OptionalInt.empty();

  private final ModelConfig config =
      new FakeModel((ids, position) -> new double[4], new FakeTokenizer(4, false)).config();

  @Test
  void takesTheModelsContextWithoutOverlap() {
    assertEquals(
        new PerplexityProtocol(64, 64, false), PerplexityProtocol.of(config, UNSET, UNSET, false));
  }

  @Test
  void takesWhatIsGiven() {
    assertEquals(
        new PerplexityProtocol(32, 32, true),
        PerplexityProtocol.of(config, OptionalInt.of(32), UNSET, true));
    assertEquals(
        new PerplexityProtocol(64, 16, false),
        PerplexityProtocol.of(config, UNSET, OptionalInt.of(16), false));
  }

  @Test
  void refusesAWindowLongerThanTheContext() {
    var failure =
        assertThrows(
            PareException.class,
            () -> PerplexityProtocol.of(config, OptionalInt.of(65), UNSET, false));
    assertEquals(
        "window: 65 tokens are more than the model's context; give at most 64",
        failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"1,1,false,window", "8,0,false,stride", "8,9,false,stride", "8,4,true,stride"})
  void refusesWhatMeansNothing(int window, int stride, boolean eachLine, String culprit) {
    var failure =
        assertThrows(PareException.class, () -> new PerplexityProtocol(window, stride, eachLine));
    assertTrue(failure.getMessage().startsWith(culprit + ": "), failure.getMessage());
  }

  @Test
  void refusesALimitThatLeavesNothing() {
    var protocol = new PerplexityProtocol(8, 8, false);
    var failure = assertThrows(PareException.class, () -> protocol.limitedTo(0));
    assertEquals("limit: 0 leaves nothing to read; give at least 1", failure.getMessage());
  }
}
