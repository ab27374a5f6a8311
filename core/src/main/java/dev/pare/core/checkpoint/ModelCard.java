package dev.pare.core.checkpoint;

import dev.pare.core.tensor.ByteSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
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

  private ModelCard() {}

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
