/**
 * A model on disk, in and out, a few rows at a time.
 *
 * <p>Begin with {@link dev.pare.core.checkpoint.Checkpoints}, which opens a {@link
 * dev.pare.core.checkpoint.Checkpoint}; {@code HuggingFaceFolder} (with {@code QuantizedReader})
 * and {@code GgufCheckpoint} read it, {@link dev.pare.core.checkpoint.CheckpointWriter} writes one,
 * {@link dev.pare.core.checkpoint.ReencodedCheckpoint} is what a step puts between the two
 * (docs/adr/0001), and {@code GgufExport} writes GGUF.
 */
package dev.pare.core.checkpoint;
