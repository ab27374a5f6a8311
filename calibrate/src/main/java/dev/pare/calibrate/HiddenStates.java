package dev.pare.calibrate;

import dev.pare.models.torch.TorchTensor;

/**
 * The residual stream of all calibration sequences between two blocks, some sequences at a time:
 * float32 in memory, or bfloat16 in a file.
 */
interface HiddenStates extends AutoCloseable {
  /** The sequences of a batch, [rows, tokens, hidden], in the caller's scope; not to be changed. */
  TorchTensor get(int batch);

  /** Puts another batch in place of one, or there the first time. */
  void set(int batch, TorchTensor hidden);

  @Override
  void close();
}
