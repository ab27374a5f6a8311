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
    Mix mix = read("{recall: 1, plain: 0, truth: 3}");
    assertEquals(Map.of(Kind.RECALL, 1, Kind.PLAIN, 0, Kind.TRUTH, 3), mix.weights());
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
  @ValueSource(strings = {"{}", "{plain: 0}", "{poems: 1}", "{plain: -1}", "{plain: much}"})
  void refusesWhatIsNone(String yaml) {
    assertThrows(PareException.class, () -> read(yaml));
  }
}
