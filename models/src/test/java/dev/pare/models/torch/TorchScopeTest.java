package dev.pare.models.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.pytorch.jni.TorchNatives;
import dev.pare.core.io.ProcessMemory;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Lifetimes are the scopes', and gradients are recorded in training scopes only. */
class TorchScopeTest {
  private static final String DOUBLE =
      """
      class Twice(Module):
        training : bool
        def twice(self, x: Tensor) -> Tensor:
          return x * 2.
      """;

  @Test
  void nothingIsMadeOutsideAScope() {
    assertThrows(IllegalStateException.class, () -> Torch.floats(new float[1], 1));
  }

  @Test
  void aScopeReleasesWhatItMadeAndNothingElse() {
    long before = TorchValue.live();
    try (TorchScope outer = TorchScope.open()) {
      TorchTensor first = Torch.floats(new float[] {1}, 1);
      TorchTensor kept;
      TorchTensor second;
      try (TorchScope inner = TorchScope.open()) {
        second = Torch.floats(new float[] {2}, 1);
        kept = Torch.floats(new float[] {3}, 1).keep();
      }
      assertThrows(IllegalStateException.class, second::floats);
      assertArrayEquals(new float[] {1}, first.floats());
      assertArrayEquals(new float[] {3}, kept.floats());
      kept.close();
      kept.close();
    }
    assertEquals(before, TorchValue.live());
  }

  @Test
  void aScopeHandsOutToTheOneAroundIt() {
    long before = TorchValue.live();
    try (TorchScope outer = TorchScope.open()) {
      TorchTensor result;
      try (TorchScope inner = TorchScope.open()) {
        result = inner.handOut(Torch.floats(new float[] {4}, 1));
      }
      assertArrayEquals(new float[] {4}, result.floats());
      assertThrows(IllegalStateException.class, () -> outer.handOut(result));
    }
    assertEquals(before, TorchValue.live());
  }

  @Test
  void aScopeReleasesAfterAnError() {
    long before = TorchValue.live();
    assertThrows(
        ArithmeticException.class,
        () -> {
          try (TorchScope scope = TorchScope.open()) {
            Torch.floats(new float[1], 1);
            throw new ArithmeticException();
          }
        });
    assertEquals(before, TorchValue.live());
    assertThrows(IllegalStateException.class, TorchScope::current);
  }

  @Test
  void scopesCloseInnermostFirst() {
    try (TorchScope outer = TorchScope.open();
        TorchScope inner = TorchScope.open()) {
      assertThrows(IllegalStateException.class, outer::close);
    }
  }

  @Test
  void gradientModeIsOffInEveryThreadButInsideATrainingScope() {
    assertFalse(CompletableFuture.supplyAsync(TorchScopeTest::gradientModeInAScope).join());
    try (TorchScope training = TorchScope.training()) {
      assertTrue(TorchNatives.gradientMode());
      assertFalse(gradientModeInAScope());
      assertTrue(TorchNatives.gradientMode());
      assertFalse(CompletableFuture.supplyAsync(TorchScopeTest::gradientModeInAScope).join());
    }
    assertFalse(TorchNatives.gradientMode());
  }

  private static boolean gradientModeInAScope() {
    try (TorchScope scope = TorchScope.open()) {
      return TorchNatives.gradientMode();
    }
  }

  @Test
  void tenThousandCallsLeaveNoMemoryBehind() {
    float[] values = new float[1 << 18]; // 1 MiB: 10 GiB in all, were it kept
    try (TorchModule module = TorchModule.compile("twice", DOUBLE)) {
      long live = 0;
      long before = 0;
      for (int i = 0; i < 10_000; i++) {
        if (i == 1_000) {
          before = ProcessMemory.anonymousBytes();
          live = TorchValue.live();
        }
        try (TorchScope scope = TorchScope.open()) {
          module.call("twice", Torch.floats(values, values.length));
        }
      }
      assertEquals(live, TorchValue.live());
      long grown = ProcessMemory.anonymousBytes() - before;
      assertTrue(grown < 100 << 20, grown + " bytes more");
    }
  }
}
