package dev.pare.core.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What plain words in YAML are. */
class YamlTest {
  @Test
  void digitsWithColonsAreTexts() {
    String yaml = "a: 2:4\nb: [4:8, 1:30:00, 12, -7, 1.5]\n";
    JsonObject read = Yaml.readObject("r", new StringReader(yaml), "recipe");
    assertEquals("2:4", read.requireString("a"));
    assertEquals(List.of("4:8", "1:30:00", 12L, -7L, 1.5), read.list("b"));
  }
}
