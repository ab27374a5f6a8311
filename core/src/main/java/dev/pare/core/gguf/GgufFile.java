package dev.pare.core.gguf;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.FileBytes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * One GGUF file, read strictly: a header that lies anywhere is refused as a whole. Only the header
 * is held, without its arrays. Safe for many threads.
 */
public final class GgufFile implements AutoCloseable {
  private final String source;
  private final ByteSource bytes;
  private final Header header;
  private final Runnable release;

  private GgufFile(String source, ByteSource bytes, Runnable release) {
    this.source = source;
    this.bytes = bytes;
    this.header = HeaderReader.read(source, bytes);
    this.release = release;
  }

  /**
   * @throws PareException if the file cannot be read or is no valid GGUF file
   */
  public static GgufFile open(Path file) {
    FileBytes bytes = FileBytes.open(file);
    try {
      return new GgufFile(file.toString(), bytes, bytes::close);
    } catch (RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /**
   * Reads bytes that stay the caller's to close: memory, or an entry inside an archive.
   *
   * @param source what to name in errors
   * @throws PareException if they are no valid GGUF file
   */
  public static GgufFile of(String source, ByteSource bytes) {
    return of(source, bytes, () -> {});
  }

  /**
   * The same, of bytes that are let go when the file is closed.
   *
   * @param release run by {@link #close}; not if the file is refused
   */
  public static GgufFile of(String source, ByteSource bytes, Runnable release) {
    return new GgufFile(source, bytes, release);
  }

  /** The format's version, 2 or 3. */
  public int version() {
    return header.version();
  }

  /** The metadata that are no arrays: integers as Long, floats as Double, texts, bools. */
  public JsonObject metadata() {
    return header.metadata();
  }

  /** The metadata that are arrays, by key. */
  public Map<String, GgufArray> arrays() {
    return header.arrays();
  }

  /** The tensors' names in stored order. */
  public Set<String> names() {
    return header.regions().keySet();
  }

  /**
   * @throws PareException if there is no tensor of that name
   */
  public GgufEntry entry(String name) {
    return region(name).entry();
  }

  /**
   * The tensor's bytes, exactly {@code entry(name).byteSize()} of them, until {@link #close()}.
   *
   * @throws PareException if there is no tensor of that name
   */
  public ByteSource data(String name) {
    Region region = region(name);
    return bytes.slice(header.dataStart() + region.begin(), region.entry().byteSize());
  }

  @Override
  public void close() {
    release.run();
  }

  @Override
  public String toString() {
    return source;
  }

  private Region region(String name) {
    Region region = header.regions().get(name);
    if (region == null) {
      String what = "has no tensor " + Names.quote(name);
      throw new PareException(source, what, "take a complete model of this architecture");
    }
    return region;
  }
}
