package dev.pare.calibrate.data;

import dev.pare.core.chat.ChatMessage;
import dev.pare.core.io.TextLines;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A text or a conversation a line, in an order that chance makes, one after the other and cut into
 * sequences; when all have come, they come again in another order.
 */
final class JsonLines implements SequenceSource {
  private static final String MESSAGES = "messages";
  private static final String TEXT = "text";

  private final Path file;
  private final TextLines lines;
  private final Optional<String> field;
  private final TokenEncoder encoder;

  JsonLines(Path file, Optional<String> field, TokenEncoder encoder) {
    this.file = file;
    this.field = field;
    this.encoder = encoder;
    lines = TextLines.open(file);
  }

  @Override
  public List<int[]> sequences(int count, int length, Random random) {
    List<int[]> sequences = new ArrayList<>();
    int[] sequence = new int[length];
    int filled = 0;
    while (true) {
      for (int line : shuffled(random)) {
        for (int id : document(line)) {
          sequence[filled++] = id;
          if (filled == length) {
            sequences.add(sequence);
            if (sequences.size() == count) {
              return sequences;
            }
            sequence = new int[length];
            filled = 0;
          }
        }
      }
      if (sequences.isEmpty()) {
        throw RunningText.tooShort(file, filled, length);
      }
    }
  }

  private int[] shuffled(Random random) {
    int[] order = IntStream.range(0, lines.count()).toArray();
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
    return order;
  }

  private int[] document(int line) {
    JsonObject object = Json.readObject(lines.where(line), lines.line(line));
    if (field.isEmpty() && object.has(MESSAGES)) {
      return encoder.conversation(
          object.objects(MESSAGES).stream()
              .map(m -> new ChatMessage(m.requireString("role"), m.requireString("content")))
              .toList());
    }
    return encoder.document(object.requireString(field.orElse(TEXT)));
  }

  @Override
  public String sha256() {
    return lines.sha256();
  }

  @Override
  public void close() {
    lines.close();
  }
}
