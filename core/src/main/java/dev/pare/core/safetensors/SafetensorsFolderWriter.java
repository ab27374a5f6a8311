package dev.pare.core.safetensors;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.pare.core.io.Names;
import dev.pare.core.io.PositionalFile;
import dev.pare.core.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The weights of a model folder: {@code model.safetensors}, or, past {@code maxShardBytes}, {@code
 * model-00001-of-0000N.safetensors} … and the index that names each tensor's file. Tensors are
 * shared out in the order they are announced.
 */
public final class SafetensorsFolderWriter implements SafetensorsSink {
  /** Hugging Face's default: 5 GB of tensors a file. */
  public static final long DEFAULT_MAX_SHARD_BYTES = 5_000_000_000L;

  private final Path folder;
  private final List<SafetensorsWriter> files = new ArrayList<>();
  private final Map<String, String> fileNames = new TreeMap<>(Names.UTF8_ORDER);
  private final Map<String, SafetensorsWriter> writers = new HashMap<>();
  private long totalSize;

  private SafetensorsFolderWriter(Path folder) {
    this.folder = folder;
  }

  /** Makes the files in {@code folder}, which is there. */
  public static SafetensorsFolderWriter create(
      Path folder, Collection<TensorEntry> tensors, Map<String, String> metadata) {
    return create(folder, tensors, metadata, DEFAULT_MAX_SHARD_BYTES);
  }

  /**
   * @param metadata the same in each file
   * @throws IllegalArgumentException if a tensor's name is there twice or cannot be a name
   * @throws dev.pare.core.PareException if a file exists or the folder cannot be written
   */
  public static SafetensorsFolderWriter create(
      Path folder,
      Collection<TensorEntry> tensors,
      Map<String, String> metadata,
      long maxShardBytes) {
    SafetensorsFolderWriter folderWriter = new SafetensorsFolderWriter(folder);
    try {
      ShardPlan.of(tensors, maxShardBytes)
          .forEach((fileName, shard) -> folderWriter.add(fileName, shard, metadata));
      return folderWriter;
    } catch (RuntimeException e) {
      folderWriter.close();
      throw e;
    }
  }

  private void add(String fileName, List<TensorEntry> shard, Map<String, String> metadata) {
    SafetensorsWriter file = SafetensorsWriter.create(folder.resolve(fileName), shard, metadata);
    files.add(file);
    for (TensorEntry entry : shard) {
      if (fileNames.put(entry.name(), fileName) != null) {
        throw new IllegalArgumentException("two tensors " + Names.quote(entry.name()));
      }
      writers.put(entry.name(), file);
      totalSize += entry.byteSize();
    }
  }

  @Override
  public void write(String name, long offset, ByteBuffer bytes) {
    SafetensorsWriter file = writers.get(name);
    if (file == null) {
      throw new IllegalArgumentException("no tensor " + Names.quote(name) + " was announced");
    }
    file.write(name, offset, bytes);
  }

  @Override
  public void finish() {
    files.forEach(SafetensorsWriter::finish);
    if (files.size() > 1) {
      writeIndex(folder.resolve(ShardPlan.INDEX_FILE));
    }
  }

  @Override
  public void close() {
    files.forEach(SafetensorsWriter::close);
  }

  private void writeIndex(Path index) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.factory().createGenerator(text)) {
      json.setPrettyPrinter(likePython());
      json.writeStartObject();
      json.writeObjectFieldStart("metadata");
      json.writeNumberField("total_size", totalSize);
      json.writeEndObject();
      json.writeObjectFieldStart("weight_map");
      for (Map.Entry<String, String> entry : fileNames.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
      json.flush();
      byte[] bytes = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
      Files.write(index, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
    } catch (IOException e) {
      throw PositionalFile.unwritable(index, e);
    }
  }

  /** Two spaces a level and {@code "key": value}, as the index that transformers writes. */
  private static DefaultPrettyPrinter likePython() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    Separators separators =
        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER);
    return new DefaultPrettyPrinter(separators).withObjectIndenter(indenter);
  }
}
