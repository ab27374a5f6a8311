package dev.pare.models.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.CheckpointWriter;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.SmallLlama;
import dev.pare.models.http.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;

/** Stores over caches in a temporary folder that lose patience in a fraction of a second. */
final class Stores {
  static final Patience IMPATIENT =
      new Patience(4, Duration.ofMillis(2), Duration.ofSeconds(2), Duration.ofMillis(400));

  private Stores() {}

  static ReferenceSettings settings(Path temp, boolean offline, String... variables) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PARE_CACHE", temp.resolve("pare").toString());
    environment.put("HF_HOME", temp.resolve("hf").toString());
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return ReferenceSettings.of(environment, offline);
  }

  static ModelStore store(ReferenceSettings settings) {
    return new ModelStore(settings, Progress.none(), IMPATIENT);
  }

  static String failure(Executable work) {
    String message = assertThrows(PareException.class, work).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  static void assertFails(String what, Executable work) {
    String message = failure(work);
    assertTrue(message.contains(what), message);
  }

  /** A small model's files by name, with some text for a tokenizer. */
  static Map<String, byte[]> model(Path temp) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("written"));
    new CheckpointWriter(SmallLlama.of(DType.F32, Map.of(), 3)).write(folder, 1, Progress.none());
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : Set.of("config.json", "model.safetensors")) {
      files.put(name, Files.readAllBytes(folder.resolve(name)));
    }
    files.put("tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8));
    return files;
  }

  /** The names of all files and links below a folder. */
  static Set<String> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return Set.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      Set<String> names = new TreeSet<>();
      all.filter(path -> !Files.isDirectory(path))
          .forEach(path -> names.add(folder.relativize(path).toString()));
      return names;
    }
  }
}
