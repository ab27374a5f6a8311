package dev.pare.train.bpe;

import dev.pare.core.PareException;
import dev.pare.core.io.OutputFolder;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tokenizer.Tokenizer;
import dev.pare.core.tokenizer.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A byte-level BPE as {@link BpeTrainer} learned it. */
public final class Bpe {
  /** Two tokens, as {@link Bpe#tokens} spells them, that become one. */
  public record Merge(String left, String right) {}

  private final BpeSettings settings;
  private final List<String> tokens;
  private final List<Merge> merges;

  Bpe(BpeSettings settings, Tokens learned) {
    this.settings = settings;
    tokens = learned.texts();
    merges = learned.merges().stream().map(this::merge).toList();
  }

  private Merge merge(long pair) {
    return new Merge(tokens.get(Pairs.left(pair)), tokens.get(Pairs.right(pair)));
  }

  /** The ids there are, special tokens included: fewer than asked for if the text had no more. */
  public int size() {
    return tokens.size() + (settings.specialTokensFirst() ? 0 : settings.specialTokens().size());
  }

  /** The tokens by id, without special ones that come last; bytes are spelled as characters. */
  public List<String> tokens() {
    return tokens;
  }

  /** The merges, those that come first first. */
  public List<Merge> merges() {
    return merges;
  }

  /** The id of a special token, by its place in the settings. */
  int specialId(int index) {
    return settings.specialTokensFirst() ? index : tokens.size() + index;
  }

  BpeSettings settings() {
    return settings;
  }

  /** {@code tokenizer.json} and {@code tokenizer_config.json}, by name. */
  public Map<String, ByteSource> files() {
    return new BpeFiles(this).all();
  }

  /** The tokenizer that reads these files. */
  public Tokenizer tokenizer() {
    return Tokenizers.of(files(), "the learned vocabulary");
  }

  /**
   * Writes the files to a folder, which appears when it is complete.
   *
   * @throws PareException if the name is taken or the folder cannot be written
   */
  public void write(Path folder) {
    try (OutputFolder target = new OutputFolder(folder, false)) {
      new BpeFiles(this)
          .texts()
          .forEach((name, text) -> write(text, target.staging().resolve(name)));
      target.commit();
    }
  }

  private static void write(String text, Path file) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
  }
}
