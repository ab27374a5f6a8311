package dev.pare.core.checkpoint;

import dev.pare.core.config.Family;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one name under which a weight is known, whatever its file calls it: GPT-2's with and without
 * {@code transformer.}, the text half of models that see, under either order of its prefixes. What
 * is no weight of the text has none: buffers that older versions stored, and parts that see.
 */
final class StoredNames {
  private static final Pattern BUFFER =
      Pattern.compile(
          ".*\\.rotary_emb\\.inv_freq|(transformer\\.)?h\\.\\d+\\.attn\\.(masked_)?bias");
  private static final Pattern SEEING =
      Pattern.compile("(model\\.)?(vision_tower|multi_modal_projector)\\..*");
  private static final Pattern TEXT_HALF =
      Pattern.compile("language_model\\.((?:model|lm_head)\\..*)|model\\.language_model\\.(.*)");

  private StoredNames() {}

  static Optional<String> known(Family family, String stored) {
    if (BUFFER.matcher(stored).matches()) {
      return Optional.empty();
    }
    return switch (family) {
      case GPT2 ->
          Optional.of(
              stored.startsWith("transformer.") || stored.startsWith("lm_head.")
                  ? stored
                  : "transformer." + stored);
      case GEMMA3 -> text(stored);
      default -> Optional.of(stored);
    };
  }

  private static Optional<String> text(String stored) {
    if (SEEING.matcher(stored).matches()) {
      return Optional.empty();
    }
    Matcher half = TEXT_HALF.matcher(stored);
    if (!half.matches()) {
      return Optional.of(stored);
    }
    return Optional.of(half.group(1) != null ? half.group(1) : "model." + half.group(2));
  }
}
