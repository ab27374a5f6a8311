package dev.pare.models;

import dev.pare.models.torch.TorchType;

/** What the weights are held as, and the linears compute in. */
public enum ComputeType {
  /** Exact. */
  F32(TorchType.F32),
  /** Half the memory. The residual stream, norms, softmax and logits stay float32. */
  BF16(TorchType.BF16);

  private final TorchType torchType;

  ComputeType(TorchType torchType) {
    this.torchType = torchType;
  }

  TorchType torchType() {
    return torchType;
  }
}
