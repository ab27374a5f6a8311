package dev.pare.atlas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.Yaml;
import java.io.StringReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixTest {
  private static Mix read(String yaml) {
    return Mix.read(Yaml.readObject("mix.yaml", new StringReader(yaml), "mix"));
  }

  @Test
  void aKindWithoutWeightDoesNotOccur() {
    Mix mix =
        read(
            "{kinds: {recall: 1, plain: 0, truth: 3}, exposure: {rare: 1, common: 1, frequent: 2}}");
    assertEquals(Map.of(Kind.RECALL, 1, Kind.PLAIN, 0, Kind.TRUTH, 3), mix.kinds());
    assertEquals(2, mix.exposure().get(Exposure.FREQUENT));
    assertEquals(0, mix.kick());
    WorldText text = new WorldText(Documents.WORLD, mix, 1);
    int truths = 0;
    for (int i = 0; i < 400; i++) {
      Kind kind = text.document(i).kind();
      assertTrue(kind == Kind.RECALL || kind == Kind.TRUTH);
      truths += kind == Kind.TRUTH ? 1 : 0;
    }
    assertEquals(300, truths, 40);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{kinds: {}, exposure: {rare: 1, common: 1, frequent: 1}}",
        "{kinds: {plain: 0}, exposure: {rare: 1, common: 1, frequent: 1}}",
        "{kinds: {poems: 1}, exposure: {rare: 1, common: 1, frequent: 1}}",
        "{kinds: {plain: -1}, exposure: {rare: 1, common: 1, frequent: 1}}",
        "{kinds: {plain: much}, exposure: {rare: 1, common: 1, frequent: 1}}",
        "{kinds: {plain: 1}, exposure: {rare: 1, common: 1}}",
        "{kinds: {plain: 1}, exposure: {rare: 0, common: 1, frequent: 1}}",
        "{kinds: {plain: 1}, exposure: {rare: 1, common: 1, frequent: 1, never: 0}}",
        "{kinds: {plain: 1}, exposure: {rare: 1, common: 1, frequent: 1}, seed: 1}",
        "{kinds: {plain: 1}, exposure: {rare: 1, common: 1, frequent: 1}, kick: 101}",
        "{kinds: {plain: 1}, exposure: {rare: 1, common: 1, frequent: 1}, kick: -1}",
        "{kinds: {plain: 1}, exposure: {rare: 1, common: 1, frequent: 1}, kick: some}"
      })
  void refusesWhatIsNone(String yaml) {
    assertThrows(PareException.class, () -> read(yaml));
  }
}
