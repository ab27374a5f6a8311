package dev.pare.core.checkpoint;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of one architecture's weights, in GGUF files and in Hugging Face's, each from the
 * other.
 */
final class GgufNames {
  static final String EMBEDDING = "token_embd.weight";
  static final String HEAD = "output.weight";

  private static final String NUMBER = "(0|[1-9]\\d{0,8})";
  private static final String PARAMETER = "\\.(weight|bias)";
  private static final Pattern BLOCK = Pattern.compile("blk\\." + NUMBER + "\\.(.+)" + PARAMETER);
  private static final Pattern OUTSIDE = Pattern.compile("(.+)" + PARAMETER);

  private final String prefix;
  private final Pattern block;
  private final Map<String, String> outside;
  private final Map<String, String> inBlock;
  private final Map<String, String> outsideBack = new HashMap<>();
  private final Map<String, String> inBlockBack = new HashMap<>();

  /**
   * @param prefix what Hugging Face's names have before a block's number
   * @param outside modules that no block has, GGUF's names to Hugging Face's
   * @param inBlock a block's modules
   */
  GgufNames(String prefix, Map<String, String> outside, Map<String, String> inBlock) {
    this.prefix = prefix;
    this.block = Pattern.compile(Pattern.quote(prefix) + NUMBER + "\\.(.+)" + PARAMETER);
    this.outside = outside;
    this.inBlock = inBlock;
    outside.forEach((gguf, huggingFace) -> outsideBack.put(huggingFace, gguf));
    inBlock.forEach((gguf, huggingFace) -> inBlockBack.put(huggingFace, gguf));
  }

  /** Nothing for a name that no weight of a model of that many layers has. */
  Optional<String> huggingFace(String gguf, int layers) {
    return translated(gguf, BLOCK, inBlock, outside, prefix, layers);
  }

  /** Nothing for a name that no weight of a model of that many layers has. */
  Optional<String> gguf(String huggingFace, int layers) {
    return translated(huggingFace, block, inBlockBack, outsideBack, "blk.", layers);
  }

  private static Optional<String> translated(
      String name,
      Pattern block,
      Map<String, String> inBlock,
      Map<String, String> outside,
      String prefix,
      int layers) {
    Matcher inside = block.matcher(name);
    if (inside.matches()) {
      String module = inBlock.get(inside.group(2));
      return module == null || Integer.parseInt(inside.group(1)) >= layers
          ? Optional.empty()
          : Optional.of(prefix + inside.group(1) + "." + module + "." + inside.group(3));
    }
    Matcher other = OUTSIDE.matcher(name);
    return other.matches()
        ? Optional.ofNullable(outside.get(other.group(1)))
            .map(module -> module + "." + other.group(2))
        : Optional.empty();
  }
}
