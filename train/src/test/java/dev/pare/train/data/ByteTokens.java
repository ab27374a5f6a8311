package dev.pare.train.data;

import dev.pare.core.config.ModelConfig;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.tokenizer.Tokenizer;
import dev.pare.train.bpe.BpeSettings;
import dev.pare.train.bpe.BpeTrainer;
import java.util.List;
import java.util.Map;

/** A tokenizer whose tokens are bytes, after {@link #END}, and what encodes documents by it. */
final class ByteTokens {
  static final int END = 0;

  private static final Tokenizer TOKENIZER =
      BpeTrainer.train(List.of("a"), BpeSettings.of(257)).tokenizer();

  private ByteTokens() {}

  static DocumentEncoder encoder() {
    Map<String, Object> settings = RandomCheckpoint.settings(1, 8, 1, 1, 8, 8, 257);
    settings.put("eos_token_id", (long) END);
    ModelConfig config = new RandomCheckpoint(settings, DType.F32, 0).config();
    return new DocumentEncoder(TOKENIZER, config);
  }

  /** What ids say; what ends a text is a line feed. */
  static String text(long[] ids) {
    StringBuilder text = new StringBuilder();
    for (long id : ids) {
      text.append(id == END ? "\n" : TOKENIZER.decode(new int[] {(int) id}, false));
    }
    return text.toString();
  }
}
