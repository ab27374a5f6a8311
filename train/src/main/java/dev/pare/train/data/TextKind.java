package dev.pare.train.data;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Set;

/** {@code text: FILE}: a document is a line that is not blank, or the whole file. */
final class TextKind implements SourceKind {
  private static final String DOCUMENT = "document";

  @Override
  public String key() {
    return "text";
  }

  @Override
  public Set<String> settings() {
    return Set.of(DOCUMENT);
  }

  @Override
  public DocumentSource open(JsonObject item, Path base, long seed) {
    Path file = base.resolve(item.requireString(key()));
    String document = item.string(DOCUMENT).orElse("line");
    return switch (document) {
      case "line" -> new LineDocuments(file, (where, line) -> Document.of(line));
      case "file" -> new WholeFile(file);
      default ->
          throw new PareException(
              item.source(), "\"document\" is " + document, "give line or file");
    };
  }
}
