package dev.pare.models.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Sources compile, take every kind of argument, and fail in one line. */
class TorchModuleTest {
  private static final String METHODS =
      """
      def helper(x: Tensor) -> Tensor:
        return x + 1.
      class Methods(Module):
        training : bool
        # Comments are allowed.
        def all(self, x: Tensor, i: int, f: float, b: bool, s: str, l: List[int], t: List[Tensor], o: Optional[Tensor]) -> Tensor:
          y = __torch__.helper(x) * i + f + l[1] + t[1]
          if b:
            y = y * 2.
          if s == "minus":
            y = -y
          if o is None:
            y = y + 0.5
          return y
        def pair(self, x: Tensor) -> Tuple[Tensor, Tensor]:
          return (x, x * 2.)
        def list(self, x: Tensor) -> List[Tensor]:
          return [x, x * 2., x * 3.]
        def zero(self, x: Tensor) -> NoneType:
          _ = torch.zero_(x)
          return None
        def product(self, x: Tensor) -> Tensor:
          return torch.matmul(x, x)
        def random(self) -> Tensor:
          return torch.rand([4])
      """;

  @Test
  void passesEveryKindOfArgument() {
    try (TorchModule module = TorchModule.compile("methods", METHODS);
        TorchScope scope = TorchScope.open()) {
      TorchTensor x = Torch.floats(new float[] {1}, 1);
      TorchTensor ten = Torch.floats(new float[] {10}, 1);
      TorchTensor[] list = {x, ten};
      long[] numbers = {5, 7};
      // (1 + 1) · 3 + 0.25 + 7 + 10 = 23.25, doubled, negated, plus a half where o is None
      assertArrayEquals(
          new float[] {-46},
          module.call("all", x, 3, 0.25, true, "minus", numbers, list, null).floats());
      assertArrayEquals(
          new float[] {23.25f},
          module.call("all", x, 3L, 0.25f, false, "plus", numbers, list, ten).floats());
      assertThrows(IllegalArgumentException.class, () -> module.call("zero", new Object()));
    }
  }

  @Test
  void returnsTuplesAndLists() {
    try (TorchModule module = TorchModule.compile("methods", METHODS);
        TorchScope scope = TorchScope.open()) {
      TorchTensor x = Torch.floats(new float[] {1}, 1);
      assertEquals(2, module.callAll("pair", x)[1].floats()[0]);
      assertEquals(3, module.callAll("list", x)[2].floats()[0]);
      module.callVoid("zero", x);
      assertEquals(0, x.floats()[0]);
    }
  }

  @Test
  void errorsAreOneLineThatSaysWhere() {
    try (TorchModule module = TorchModule.compile("methods", METHODS);
        TorchScope scope = TorchScope.open()) {
      TorchTensor x = Torch.floats(new float[6], 2, 3);
      long live = TorchValue.live();
      PareException error = assertThrows(PareException.class, () -> module.call("product", x));
      assertEquals(
          "methods product line 23: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)",
          error.getMessage());
      assertEquals(live, TorchValue.live());
      assertOneLine(assertThrows(PareException.class, () -> module.call("absent", x)));
      assertOneLine(assertThrows(PareException.class, () -> module.call("product", 1)));
      assertOneLine(assertThrows(PareException.class, () -> module.call("product")));
    }
  }

  @Test
  void sourcesThatDoNotCompileAreNamed() {
    String wrong = METHODS.replace("torch.matmul(x, x)", "torch.matmool(x, x)");
    PareException error =
        assertThrows(PareException.class, () -> TorchModule.compile("wrong", wrong));
    assertTrue(error.getMessage().startsWith("wrong line 23: "), error.getMessage());
    assertOneLine(error);
  }

  private static void assertOneLine(PareException error) {
    assertFalse(error.getMessage().contains("\n"), error.getMessage());
    assertTrue(error.getMessage().length() < 200, error.getMessage());
  }

  @Test
  void closedModulesAndValuesAreRefused() {
    TorchModule module = TorchModule.compile("methods", METHODS);
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor x = Torch.floats(new float[1], 1);
      x.close();
      assertThrows(IllegalStateException.class, () -> module.callVoid("zero", x));
      module.close();
      module.close();
      TorchTensor y = Torch.floats(new float[1], 1);
      assertThrows(IllegalStateException.class, () -> module.callVoid("zero", y));
    }
  }

  @Test
  void seedsRepeatRandomOperators() {
    try (TorchModule module = TorchModule.compile("methods", METHODS);
        TorchScope scope = TorchScope.open()) {
      Torch.seed(3);
      float[] first = module.call("random").floats();
      float[] second = module.call("random").floats();
      Torch.seed(3);
      assertArrayEquals(first, module.call("random").floats());
      assertFalse(java.util.Arrays.equals(first, second));
    }
  }

  @Test
  void theThreadCountHoldsInEveryThread() {
    int before = Torch.threads();
    try {
      Torch.setThreads(1);
      assertEquals(1, CompletableFuture.supplyAsync(Torch::threads).join());
      Torch.setThreads(2);
      assertEquals(2, CompletableFuture.supplyAsync(Torch::threads).join());
    } finally {
      Torch.setThreads(before);
    }
  }
}
