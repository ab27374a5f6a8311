package dev.pare.calibrate;

import dev.pare.models.torch.TorchTensor;

/** {@link HiddenStates} as they were computed. */
final class HiddenInMemory implements HiddenStates {
  private final TorchTensor[] batches;

  HiddenInMemory(int batches) {
    this.batches = new TorchTensor[batches];
  }

  @Override
  public TorchTensor get(int batch) {
    return batches[batch];
  }

  @Override
  public void set(int batch, TorchTensor hidden) {
    if (batches[batch] != null) {
      batches[batch].close();
    }
    batches[batch] = hidden.keep();
  }

  @Override
  public void close() {
    for (TorchTensor batch : batches) {
      if (batch != null) {
        batch.close();
      }
    }
  }
}
