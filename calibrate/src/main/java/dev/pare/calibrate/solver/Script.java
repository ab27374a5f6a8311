package dev.pare.calibrate.solver;

import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchTensor;

/** The solver's TorchScript, compiled when it is first needed. */
final class Script {
  static final TorchModule MODULE = TorchModule.load(Script.class, "solver.ts.py");

  private Script() {}

  /** The number in a float64 scalar. */
  static double number(TorchTensor scalar) {
    return scalar.bytes().getDouble(0);
  }
}
