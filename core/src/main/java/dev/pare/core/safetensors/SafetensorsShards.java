package dev.pare.core.safetensors;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.ByteSource;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Several safetensors files as one, joined by the {@code weight_map} of a {@code
 * model.safetensors.index.json}.
 *
 * <p>The index is the authority, as it is for Hugging Face: a tensor that it does not list is not
 * part of the model, and its {@code total_size}, which published models often have wrong, is not
 * used. But a listed name that is in two shards is refused, since a loader that reads whole shards
 * would take the other one.
 */
public final class SafetensorsShards implements SafetensorsSource {
  private static final String WEIGHT_MAP = "weight_map";
  private static final Pattern PLAIN_NAME =
      Pattern.compile("[^./\\\\:\\p{Cntrl}][^/\\\\:\\p{Cntrl}]*");
  private static final String AGAIN = "download the model again";

  private final Path index;
  private final Map<String, SafetensorsFile> shards = new LinkedHashMap<>();
  private final Map<String, SafetensorsFile> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private SafetensorsShards(Path index) {
    this.index = index;
  }

  /**
   * Opens the index's shards, all from its own folder.
   *
   * @throws PareException if the index, or a shard, cannot be read or they disagree
   */
  public static SafetensorsShards open(Path index) {
    JsonObject weightMap = Json.readObject(index).requireObject(WEIGHT_MAP);
    SafetensorsShards view = new SafetensorsShards(index);
    try {
      for (String name : weightMap.keys()) {
        view.openShard(weightMap.requireString(name));
      }
      view.joinTensors(weightMap);
      return view;
    } catch (RuntimeException e) {
      view.close();
      throw e;
    }
  }

  private void openShard(String shard) {
    if (shards.containsKey(shard)) {
      return;
    }
    SafetensorsFile file = SafetensorsFile.open(beside(shard));
    shards.put(shard, file);
    file.metadata().forEach(metadata::putIfAbsent);
  }

  /** A file in the index's folder: an index must not reach out of its own model. */
  private Path beside(String shard) {
    try {
      if (PLAIN_NAME.matcher(shard).matches()) {
        return index.resolveSibling(shard);
      }
    } catch (InvalidPathException e) {
      // a character that this system's file names cannot hold: refused as any other
    }
    String what = WEIGHT_MAP + " names " + Names.quote(shard) + ", which is no plain file name";
    throw new PareException(index, what, AGAIN);
  }

  private void joinTensors(JsonObject weightMap) {
    for (SafetensorsFile shard : shards.values()) {
      for (String name : shard.names()) {
        if (!weightMap.has(name)) {
          continue;
        }
        SafetensorsFile other = tensors.put(name, shard);
        if (other != null) {
          String what = "tensor " + Names.quote(name) + " is in " + other + " and in " + shard;
          throw new PareException(index, what, AGAIN);
        }
      }
    }
    for (String name : weightMap.keys()) {
      SafetensorsFile listed = shards.get(weightMap.requireString(name));
      if (tensors.get(name) != listed) {
        String what =
            WEIGHT_MAP + " lists tensor " + Names.quote(name) + ", which " + listed + " lacks";
        throw new PareException(index, what, AGAIN);
      }
    }
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public TensorEntry entry(String name) {
    return shard(name).entry(name);
  }

  @Override
  public ByteSource data(String name) {
    return shard(name).data(name);
  }

  @Override
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  @Override
  public void close() {
    shards.values().forEach(SafetensorsFile::close);
  }

  @Override
  public String toString() {
    return index.toString();
  }

  private SafetensorsFile shard(String name) {
    SafetensorsFile shard = tensors.get(name);
    if (shard == null) {
      String what = "lists no tensor " + Names.quote(name);
      throw new PareException(index, what, "take a complete model of this architecture");
    }
    return shard;
  }
}
