/**
 * The GGUF file format, versions 2 and 3 in, version 3 out: little-endian {@code "GGUF"}, the
 * version, the numbers of tensors and of metadata keys, the keys with typed values, each tensor's
 * name, dimensions, type and offset, then the tensors' bytes, each begun at a multiple of {@code
 * general.alignment}.
 *
 * <p>Reading order: {@link dev.pare.core.gguf.GgufFile} (what reading gives), {@code HeaderReader}
 * (every lie a header can tell, refused by name), {@code HeaderCursor} (bytes behind a bound),
 * {@link dev.pare.core.gguf.GgufArray} (vocabularies, left in the file until they are asked for);
 * to write, {@link dev.pare.core.gguf.GgufWriter}.
 */
package dev.pare.core.gguf;
