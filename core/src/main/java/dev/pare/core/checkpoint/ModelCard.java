package dev.pare.core.checkpoint;

import dev.pare.core.gguf.GgufFile;
import dev.pare.core.tensor.ByteSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the card of a model, {@code README.md}, says between the lines {@code ---} at its head. */
final class ModelCard {
  private static final String FILE = "README.md";
  private static final int HEAD_BYTES = 1 << 14;
  private static final Pattern HEAD =
      Pattern.compile("\\A---\\R(.*?)^---\\s*$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern LICENSE =
      Pattern.compile(
          "^license:\\s*[\"']?([A-Za-z0-9][A-Za-z0-9._+-]{0,63})[\"']?\\s*$", Pattern.MULTILINE);

  private static final Pattern SHORT_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");
  private static final String GENERAL = "general.";
  private static final String LICENSE_KEY = GENERAL + "license";

  /** What Pare says anew of a file that it writes. */
  private static final Set<String> OF_THE_FILE =
      Set.of(GENERAL + "architecture", GENERAL + "type", LICENSE_KEY);

  private static final int LONGEST_VALUE = 4096;

  private ModelCard() {}

  /**
   * A card that says what the texts among a GGUF file's {@code general} keys do, the licence first;
   * none where there is no such text.
   */
  static Map<String, ByteSource> of(GgufFile file) {
    StringBuilder card = new StringBuilder();
    file.metadata()
        .string(LICENSE_KEY)
        .filter(license -> SHORT_NAME.matcher(license).matches())
        .ifPresent(license -> card.append("---\nlicense: ").append(license).append("\n---\n\n"));
    for (String key : new TreeSet<>(file.metadata().keys())) {
      if (key.startsWith(GENERAL)
          && !OF_THE_FILE.contains(key)
          && file.metadata().values().get(key) instanceof String value
          && value.length() <= LONGEST_VALUE) {
        String line = value.replaceAll("\\s+", " ").trim();
        card.append("- ").append(key.substring(GENERAL.length())).append(": ");
        card.append(line).append('\n');
      }
    }
    return card.isEmpty()
        ? Map.of()
        : Map.of(FILE, ByteSource.of(card.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /** The licence's short name, such as {@code apache-2.0}, if there is a card that gives it. */
  static Optional<String> license(Map<String, ByteSource> companions) {
    ByteSource card = companions.get(FILE);
    if (card == null) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(HEAD_BYTES, card.size()));
    card.read(0, bytes);
    Matcher head = HEAD.matcher(StandardCharsets.UTF_8.decode(bytes.flip()));
    if (!head.find()) {
      return Optional.empty();
    }
    Matcher license = LICENSE.matcher(head.group(1));
    return license.find() ? Optional.of(license.group(1)) : Optional.empty();
  }
}
