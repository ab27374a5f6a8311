package dev.pare.core.tokenizer;

import dev.pare.core.gguf.GgufFile;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.testing.RawGguf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** GGUF files that hold metadata and nothing else. */
final class VocabularyFile {
  static final int ROWS = 1 << 20;

  private VocabularyFile() {}

  /** The values as {@link GgufVocabulary} gives them. */
  static GgufFile of(Map<String, ?> metadata) {
    RawGguf file = new RawGguf();
    metadata.forEach((key, value) -> put(file, key, value));
    return GgufFile.of("model.gguf", ByteSource.of(file.bytes(0)));
  }

  static Tokenizer tokenizer(Map<String, ?> metadata) {
    return Tokenizers.of(GgufTokenizer.companions(of(metadata), ROWS), "model.gguf");
  }

  static ByteSource bytes(String text) {
    return ByteSource.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void put(RawGguf file, String key, Object value) {
    if (value instanceof String text) {
      file.text(key, text);
    } else if (value instanceof Boolean flag) {
      file.key(key, 7, new byte[] {(byte) (flag ? 1 : 0)});
    } else if (value instanceof Integer id) {
      file.key(key, 4, RawGguf.ints(id));
    } else if (value instanceof Float number) {
      file.key(key, 6, RawGguf.ints(Float.floatToRawIntBits(number)));
    } else if (value instanceof int[] items) {
      file.array(key, 5, items.length, RawGguf.ints(items));
    } else if (value instanceof float[] items) {
      int[] bits = new int[items.length];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = Float.floatToRawIntBits(items[i]);
      }
      file.array(key, 6, items.length, RawGguf.ints(bits));
    } else {
      List<?> texts = (List<?>) value;
      byte[][] items = texts.stream().map(t -> RawGguf.text((String) t)).toArray(byte[][]::new);
      file.array(key, 8, items.length, items);
    }
  }
}
