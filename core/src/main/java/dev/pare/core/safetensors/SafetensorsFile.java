package dev.pare.core.safetensors;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.FileBytes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** One safetensors file, read strictly: a header that lies anywhere is refused as a whole. */
public final class SafetensorsFile implements SafetensorsSource {
  private final String source;
  private final Header header;
  private final ByteSource data;
  private final Runnable release;

  private SafetensorsFile(String source, ByteSource bytes, Runnable release) {
    this.source = source;
    this.header = HeaderReader.read(source, bytes);
    this.data = bytes.slice(header.dataStart(), header.dataSize());
    this.release = release;
  }

  /**
   * @throws PareException if the file cannot be read or is no valid safetensors file
   */
  public static SafetensorsFile open(Path file) {
    FileBytes bytes = FileBytes.open(file);
    try {
      return new SafetensorsFile(file.toString(), bytes, bytes::close);
    } catch (RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /**
   * Reads bytes that stay the caller's to close: memory, or an entry inside an archive.
   *
   * @param source what to name in errors
   * @throws PareException if they are no valid safetensors file
   */
  public static SafetensorsFile of(String source, ByteSource bytes) {
    return new SafetensorsFile(source, bytes, () -> {});
  }

  @Override
  public Set<String> names() {
    return header.regions().keySet();
  }

  @Override
  public TensorEntry entry(String name) {
    return region(name).entry();
  }

  @Override
  public ByteSource data(String name) {
    Region region = region(name);
    return data.slice(region.begin(), region.end() - region.begin());
  }

  @Override
  public Map<String, String> metadata() {
    return header.metadata();
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
