package dev.pare.core.safetensors;

import static dev.pare.core.safetensors.RawFile.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an index and its shards can disagree. */
class SafetensorsShardsTest {
  @TempDir private Path folder;

  @BeforeEach
  void twoShards() throws IOException {
    shard("1.safetensors", "a", "b");
    shard("2.safetensors", "c");
  }

  private void shard(String fileName, String... names) throws IOException {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < names.length; i++) {
      header.append(i == 0 ? "" : ",").append(entry(names[i], "U8", "1", i + "," + (i + 1)));
    }
    Files.write(folder.resolve(fileName), RawFile.of(header + "}", names.length));
  }

  private Path index(String json) throws IOException {
    return Files.writeString(folder.resolve("model.safetensors.index.json"), json);
  }

  private Path weightMap(String... pairs) throws IOException {
    StringBuilder map = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      map.append(i == 0 ? "" : ",").append('"' + pairs[i] + "\":\"" + pairs[i + 1] + '"');
    }
    return index("{\"metadata\":{\"total_size\":-1},\"weight_map\":{" + map + "}}");
  }

  private static void refused(Path index, String what) {
    PareException e = assertThrows(PareException.class, () -> SafetensorsShards.open(index));
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  @Test
  void listedTensorsAreThere() throws IOException {
    Path index = weightMap("a", "1.safetensors", "b", "1.safetensors", "c", "2.safetensors");
    try (SafetensorsShards shards = SafetensorsShards.open(index)) {
      assertEquals(Set.of("a", "b", "c"), shards.names());
    }
  }

  @Test
  void unlistedTensorsAreNotPartOfTheModel() throws IOException {
    try (SafetensorsShards shards = SafetensorsShards.open(weightMap("a", "1.safetensors"))) {
      assertEquals(Set.of("a"), shards.names());
      assertThrows(PareException.class, () -> shards.data("b"));
    }
  }

  @Test
  void missingShard() throws IOException {
    refused(weightMap("a", "3.safetensors"), "3.safetensors: no such file");
  }

  @Test
  void brokenShard() throws IOException {
    Files.write(folder.resolve("2.safetensors"), new byte[3]);
    refused(weightMap("a", "1.safetensors", "c", "2.safetensors"), "2.safetensors: is only 3");
  }

  @Test
  void listedTensorThatItsShardLacks() throws IOException {
    Path index = weightMap("x", "1.safetensors");
    refused(index, "lists tensor \"x\", which " + folder.resolve("1.safetensors") + " lacks");
    refused(weightMap("a", "1.safetensors", "c", "1.safetensors"), "lists tensor \"c\"");
    refused(weightMap("a", "1.safetensors", "b", "2.safetensors"), "lists tensor \"b\"");
  }

  @Test
  void tensorInTwoShards() throws IOException {
    shard("2.safetensors", "c", "a");
    Path index = weightMap("a", "1.safetensors", "c", "2.safetensors");
    refused(index, "tensor \"a\" is in " + folder.resolve("1.safetensors") + " and in ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../1.safetensors",
        "/etc/passwd",
        "",
        ".",
        "..",
        "sub/1.safetensors",
        "C:1",
        "a\\\\b",
        "\\u0000",
        "\\ud800"
      })
  void shardThatIsNoPlainFileName(String shard) throws IOException {
    refused(weightMap("a", shard), "which is no plain file name");
  }

  @Test
  void indexThatIsNone() throws IOException {
    refused(folder.resolve("none.json"), "no such file");
    refused(index("{}"), "\"weight_map\" is missing");
    refused(index("{\"weight_map\":[]}"), "\"weight_map\" is [], not an object");
    refused(index("{\"weight_map\":{\"a\":1}}"), "\"a\" is 1, not a string");
    refused(index("{\"weight_map\":{\"a\":\"1\",\"a\":\"2\"}}"), "Duplicate field 'a'");
    refused(index("<html>"), "not valid JSON");
  }
}
