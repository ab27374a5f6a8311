package dev.pare.core.safetensors;

/** Where a tensor lies: {@code begin … end − 1} of the bytes after the header. */
record Region(TensorEntry entry, long begin, long end) {
  Region(TensorEntry entry, long begin) {
    this(entry, begin, Math.addExact(begin, entry.byteSize()));
  }
}
