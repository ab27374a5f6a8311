package dev.pare.train.data;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Set;

/** {@code jsonl: FILE}: a document is the text under one key of a line's object. */
final class JsonLinesKind implements SourceKind {
  private static final String FIELD = "field";

  @Override
  public String key() {
    return "jsonl";
  }

  @Override
  public Set<String> settings() {
    return Set.of(FIELD);
  }

  @Override
  public DocumentSource open(JsonObject item, Path base, long seed) {
    Path file = base.resolve(item.requireString(key()));
    String field = item.string(FIELD).orElse("text");
    return new LineDocuments(
        file, (where, line) -> Document.of(Json.readObject(where, line).requireString(field)));
  }
}
