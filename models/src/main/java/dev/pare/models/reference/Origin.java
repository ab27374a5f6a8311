package dev.pare.models.reference;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What stands beside a model in Pare's cache, in {@code origin.json}: where it came from.
 *
 * @param reference what {@link ModelReference#parse} would take for it
 * @param file the model's file name in that folder; empty where the folder is the model
 * @param size the file's bytes; 0 for a folder
 * @param tag the server's ETag
 * @param sha256 of the file
 */
record Origin(
    String reference,
    Optional<String> file,
    long size,
    Optional<String> tag,
    Optional<String> sha256) {
  static final String NAME = "origin.json";

  static Origin read(Path file) {
    JsonObject json = Json.readObject(file);
    return new Origin(
        json.requireString("reference"),
        json.string("file"),
        json.integer("size").orElse(0L),
        json.string("etag"),
        json.string("sha256"));
  }

  void write(Path target) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("reference", reference);
    file.ifPresent(name -> json.put("file", name));
    json.put("size", size);
    tag.ifPresent(value -> json.put("etag", value));
    sha256.ifPresent(value -> json.put("sha256", value));
    JsonWriting.write(json, target);
  }

  /** The model in the folder that holds the origin. */
  Path model(Path folder) {
    return file.filter(EntryNames::isPlain).map(folder::resolve).orElse(folder);
  }

  /** Whether the model is there, as far as its size tells. */
  boolean isThere(Path folder) {
    Path model = model(folder);
    return file.isEmpty() ? Files.isDirectory(model) : model.toFile().length() == size;
  }
}
