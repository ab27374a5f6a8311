package dev.pare.calibrate;

import dev.pare.models.DecoderBlock;
import dev.pare.models.DecoderHead;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.util.List;
import java.util.Optional;

/**
 * Some sequences on their way through a model of which one weight is encoded otherwise: the
 * residual stream between two blocks, and at the end how far what comes out is from what the model
 * itself says.
 */
final class ChangedModel implements AutoCloseable {
  /** Tokens whose logits are held at a time. */
  private static final int CHUNK = 256;

  private final Optional<DecoderHead> head;
  private TorchTensor hidden; // [rows, tokens, hidden]
  private double divergence;

  /**
   * @param hidden taken over
   * @param head taken over; empty where the model's own is unchanged
   */
  ChangedModel(TorchTensor hidden, Optional<DecoderHead> head) {
    this.hidden = hidden.keep();
    this.head = head;
  }

  /** Another one at the same place, with the model's own head. */
  ChangedModel fork() {
    return fork(Optional.empty());
  }

  /**
   * Another one at the same place.
   *
   * @param other its head, taken over
   */
  ChangedModel fork(Optional<DecoderHead> other) {
    try (TorchScope scope = TorchScope.open()) {
      return new ChangedModel(Torch.rows(hidden, 0, hidden.shape()[0]), other);
    }
  }

  /** Goes through a block of the model as it is. */
  void forward(DecoderBlock block) {
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor next = block.forward(hidden).keep();
      hidden.close();
      hidden = next;
    }
  }

  /**
   * Compares the models' distributions over the next token.
   *
   * @param model the unchanged one, whose head all share that have none of their own
   * @param tokens of all sequences
   */
  static void compare(ChangedModel model, DecoderHead own, List<ChangedModel> all, int tokens) {
    for (int first = 0; first < tokens; first += CHUNK) {
      int count = Math.min(CHUNK, tokens - first);
      try (TorchScope scope = TorchScope.open()) {
        TorchTensor logits = own.logits(model.hidden, first, count);
        TorchTensor p = Source.MODULE.call("log_probabilities", logits);
        logits.close();
        for (ChangedModel changed : all) {
          changed.compare(p, own, first, count, tokens);
        }
      }
    }
  }

  private void compare(TorchTensor p, DecoderHead shared, int first, int count, int tokens) {
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor logits = head.orElse(shared).logits(hidden, first, count);
      divergence += Source.MODULE.call("sum", p, logits).bytes().getDouble(0) / tokens;
    }
  }

  /** Mean of Σ p (log p − log q) over the tokens compared; rounding does not make it negative. */
  double divergence() {
    return divergence < 0 ? 0 : divergence;
  }

  @Override
  public void close() {
    hidden.close();
    head.ifPresent(DecoderHead::close);
  }

  /** Compiled when it is first needed. */
  private static final class Source {
    static final TorchModule MODULE = TorchModule.load(ChangedModel.class, "divergence.ts.py");
  }
}
