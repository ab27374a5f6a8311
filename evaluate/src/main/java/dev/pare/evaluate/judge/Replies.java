package dev.pare.evaluate.judge;

import dev.pare.core.PareException;
import dev.pare.core.chat.ChatMessage;
import dev.pare.core.io.Hashes;
import dev.pare.core.io.LineFile;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a judge replied, kept in a file from run to run: a line a reply, under the SHA-256 of the
 * judge's identity and all that it was asked. So nothing is asked twice, and an interrupted run
 * goes on where it was.
 */
final class Replies implements AutoCloseable {
  private static final String KEY = "key";
  private static final String REPLY = "reply";

  private final Judge judge;
  private final Optional<LineFile> lines;
  private final Map<String, String> known = new HashMap<>();

  /**
   * @param folder where the file lies; without it replies are kept for this run alone
   */
  Replies(Judge judge, Optional<Path> folder) {
    this.judge = judge;
    String name = "judge-" + Hashes.sha256(judge.identity()).substring(0, 16) + ".jsonl";
    lines = folder.map(f -> f.resolve(name)).map(this::open);
  }

  private LineFile open(Path file) {
    return new LineFile(
        file,
        (number, line) -> {
          try {
            JsonObject json = Json.readObject(file + ":" + number, line);
            known.put(json.requireString(KEY), json.requireString(REPLY));
          } catch (PareException e) {
            throw new PareException(
                file + ":" + number,
                "damaged (" + e.getMessage() + ")",
                "remove the line, or the file to ask again",
                e);
          }
        });
  }

  /** What the judge replies, or has replied. */
  String reply(List<ChatMessage> messages) {
    String key = key(messages);
    String reply = known.get(key);
    if (reply == null) {
      reply = judge.asks().apply(messages);
      known.put(key, reply);
      String line = JsonWriting.toLine(Map.of(KEY, key, REPLY, reply));
      lines.ifPresent(file -> file.append(line));
    }
    return reply;
  }

  private String key(List<ChatMessage> messages) {
    StringBuilder asked = new StringBuilder(judge.identity());
    for (ChatMessage message : messages) {
      asked.append('\0').append(message.role()).append('\0').append(message.content());
    }
    return Hashes.sha256(asked.toString());
  }

  @Override
  public void close() {
    lines.ifPresent(LineFile::close);
  }
}
