package dev.pare.models.reference;

import dev.pare.core.json.JsonWriting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A Hugging Face hub on this machine: its API, and large files on a second server. */
final class TestHub implements AutoCloseable {
  static final String COMMIT = "c0ffee".repeat(6) + "c0ff";

  final TestServer api = new TestServer();
  final TestServer store = new TestServer();
  private final String repository;
  private final Map<String, byte[]> files = new TreeMap<>();

  TestHub(String repository) throws IOException {
    this.repository = repository;
    relist();
  }

  String endpoint() {
    return api.url("");
  }

  String path(String file) {
    return "/" + repository + "/resolve/" + COMMIT + "/" + file;
  }

  /** A file that git keeps itself. */
  TestHub small(String name, byte[] content) {
    api.put(path(name), TestServer.file(content, "ETag", '"' + gitBlob(content) + '"'));
    return listed(name, content);
  }

  /** A file of Git LFS, which the second server has. */
  TestHub large(String name, byte[] content) {
    String hash = sha256(content);
    store.put("/" + hash, TestServer.file(content, "ETag", "\"another\""));
    api.put(
        path(name),
        TestServer.status(
            302,
            "Location",
            store.url("/" + hash),
            "ETag",
            "\"ignored\"",
            "X-Linked-Etag",
            '"' + hash + '"',
            "X-Linked-Size",
            String.valueOf(content.length)));
    return listed(name, content);
  }

  /** A file in the listing alone. */
  TestHub listed(String name, byte[] content) {
    files.put(name, content);
    relist();
    return this;
  }

  /** A model, its weights large. */
  TestHub model(Map<String, byte[]> model) {
    model.forEach(
        (name, bytes) -> {
          if (name.endsWith(".safetensors")) {
            large(name, bytes);
          } else {
            small(name, bytes);
          }
        });
    return this;
  }

  private void relist() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", repository);
    json.put("sha", COMMIT);
    json.put("siblings", files.keySet().stream().map(name -> Map.of("rfilename", name)).toList());
    byte[] text = JsonWriting.toString(json).getBytes(StandardCharsets.UTF_8);
    for (String revision : List.of("main", "v1", "refs%2Fpr%2F1", COMMIT)) {
      api.put(listing(revision), TestServer.file(text));
    }
  }

  String listing(String revision) {
    return "/api/models/" + repository + "/revision/" + revision;
  }

  static String sha256(byte[] content) {
    return HexFormat.of().formatHex(Checksum.sha256().digest(content));
  }

  /** As {@code git hash-object} has it. */
  static String gitBlob(byte[] content) {
    return HexFormat.of()
        .formatHex(new Checksum("0".repeat(40)).digest(content.length).digest(content));
  }

  @Override
  public void close() {
    api.close();
    store.close();
  }
}
