/**
 * The safetensors file format, in and out: eight bytes that hold the length of a JSON header, the
 * header, then the tensors' little-endian bytes without a gap.
 *
 * <p>Reading order: {@link dev.pare.core.safetensors.SafetensorsSource} (what reading gives, from
 * one file or several), {@code HeaderReader} (every lie a header can tell, refused by name), {@link
 * dev.pare.core.safetensors.SafetensorsSink} (writing by position, from any thread), {@code
 * HeaderWriter} (the layout, byte for byte that of the Python library).
 */
package dev.pare.core.safetensors;
