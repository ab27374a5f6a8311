package dev.pare.core.checkpoint;

import dev.pare.core.config.ModelConfig;
import dev.pare.core.tensor.ByteSource;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The rows of a query or key projection, or its bias's elements, in Hugging Face's order where a
 * GGUF file of the llama architecture has them in its own.
 *
 * <p>Rotary positions turn pairs of a head's outputs. Hugging Face pairs row i of a head with row i
 * + headDim/2; GGUF keeps the two of a pair together, as rows 2i and 2i + 1.
 *
 * @param rowBytes bytes a row
 * @param headDim rows a head, which divides the number of rows
 */
record RotaryRows(ByteSource stored, long rowBytes, int headDim) implements ByteSource {
  /** How many heads' rows are ordered so in a tensor of a GGUF file; nothing if none are. */
  static OptionalInt heads(GgufArchitecture architecture, String tensor, ModelConfig config) {
    if (architecture.pairsRotaryRows() && tensor.contains(".attn_q.")) {
      return OptionalInt.of(config.attentionHeads());
    }
    return architecture.pairsRotaryRows() && tensor.contains(".attn_k.")
        ? OptionalInt.of(config.keyValueHeads())
        : OptionalInt.empty();
  }

  @Override
  public long size() {
    return stored.size();
  }

  @Override
  public void read(long position, ByteBuffer target) {
    int limit = target.limit();
    Objects.checkFromIndexSize(position, (long) target.remaining(), size());
    for (long at = position; target.position() < limit; ) {
      long inRow = at % rowBytes;
      int length = (int) Math.min(rowBytes - inRow, limit - target.position());
      target.limit(target.position() + length);
      stored.read(storedRow(at / rowBytes) * rowBytes + inRow, target);
      target.limit(limit);
      at += length;
    }
  }

  private long storedRow(long row) {
    return storedRow(row, headDim);
  }

  /** Where GGUF keeps a row of Hugging Face's. */
  static long storedRow(long row, int headDim) {
    long inHead = row % headDim;
    long half = headDim / 2;
    return row - inHead + 2 * (inHead % half) + inHead / half;
  }
}
