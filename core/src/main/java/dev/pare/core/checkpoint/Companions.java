package dev.pare.core.checkpoint;

import dev.pare.core.PareException;
import dev.pare.core.tensor.FileBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a model folder that go wherever the model goes. */
final class Companions {
  private static final Pattern NAMES =
      Pattern.compile(
          "tokenizer.*|vocab\\.(json|txt)|merges\\.txt|special_tokens_map\\.json|added_tokens\\.json"
              + "|generation_config\\.json|chat_template\\..*|(LICEN[CS]E|NOTICE|USE_POLICY).*|.*\\.md");

  private Companions() {}

  static boolean isCompanion(String name) {
    return NAMES.matcher(name).matches();
  }

  /** Opened by name, in alphabetical order; the caller closes them. */
  static Map<String, FileBytes> in(Path folder) {
    Map<String, FileBytes> companions = new TreeMap<>();
    try {
      open(folder, companions);
      return companions;
    } catch (PareException e) {
      companions.values().forEach(FileBytes::close);
      throw e;
    }
  }

  private static void open(Path folder, Map<String, FileBytes> companions) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (isCompanion(name)) {
          companions.put(name, FileBytes.open(file));
        }
      }
    } catch (IOException e) {
      throw PareException.unreadable(folder, e);
    }
  }
}
