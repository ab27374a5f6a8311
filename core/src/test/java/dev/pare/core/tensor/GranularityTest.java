package dev.pare.core.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GranularityTest {
  @ParameterizedTest
  @CsvSource({"tensor, 1", "channel, 1", "1, 48", "32, 2", "48, 1", "64, 1", "2147483647, 1"})
  void groupsCoverARow(String granularity, int groups) {
    assertEquals(groups, Granularity.parse(granularity).groupsPerRow(48));
  }
}
