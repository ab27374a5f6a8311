package dev.pare.train.bpe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What Hugging Face's tokenizers learned of the same texts ({@code oracles/bpe_golden.py}). */
class BpeGoldenTest {
  private static final Set<String> EXPECTED = Set.of("of", "tokens", "merges", "ids");

  @TestFactory
  Stream<DynamicTest> learnsTheSame() throws IOException {
    JsonObject golden;
    try (InputStream in =
        BpeGoldenTest.class.getResourceAsStream("/dev/pare/train/golden/bpe.json")) {
      golden = Json.readObject("bpe.json", in);
    }
    return golden.objects("cases").stream()
        .map(
            expected ->
                DynamicTest.dynamicTest(
                    expected.requireString("words")
                        + " "
                        + expected.requireInt("vocabularySize", 1),
                    () -> assertSame(expected, golden)));
  }

  private static void assertSame(JsonObject expected, JsonObject golden) {
    Map<String, Object> settings = new LinkedHashMap<>(expected.values());
    settings.keySet().removeAll(EXPECTED);
    BpeSettings read = BpeSettings.read(new JsonObject("settings", settings));
    List<String> texts = golden.strings(expected.requireString("of"));
    Bpe bpe = BpeTrainer.train(texts, read);
    Tokenizer tokenizer = bpe.tokenizer();
    List<String> tokens = expected.strings("tokens");
    assertEquals(tokens.size(), bpe.size());
    for (int id = 0; id < tokens.size(); id++) {
      assertEquals(tokens.get(id), tokenizer.token(id));
      assertEquals(read.specialTokens().contains(tokens.get(id)), tokenizer.isSpecial(id));
    }
    assertEquals(
        expected.strings("merges"),
        bpe.merges().stream().map(m -> m.left() + " " + m.right()).toList());
    List<String> samples = golden.strings("samples");
    for (int i = 0; i < samples.size(); i++) {
      int[] ids =
          ((List<?>) expected.list("ids").get(i))
              .stream().mapToInt(id -> ((Long) id).intValue()).toArray();
      assertArrayEquals(ids, tokenizer.encode(samples.get(i), false), samples.get(i));
    }
  }
}
