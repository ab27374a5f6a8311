# Sums over tokens of what linear layers see. x [..., n] of any type. Element types are numbers here: 6 float32, 7
# float64.
class Sums(Module):
  training : bool

  def zeros(self, shape: List[int], dtype: int) -> Tensor:
    return torch.zeros(shape, dtype=dtype)

  # squares [n] += Σ x²; magnitudes [n] += Σ |x|
  def add(self, squares: Tensor, magnitudes: Tensor, x: Tensor) -> NoneType:
    y = (self).rows(x)
    _ = torch.add_(squares, torch.sum(y * y, [0], False, dtype=7))
    _ = torch.add_(magnitudes, torch.sum(torch.abs(y), [0], False, dtype=7))
    return None

  # gram [n, n] += Σ x x', its blocks on and above the diagonal only: the others mirror them.
  def add_gram(self, gram: Tensor, x: Tensor, block: int) -> NoneType:
    y = (self).rows(x)
    n = torch.size(y, 1)
    for first in range(0, n, block):
      height = ops.prim.min(block, n - first)
      rows = torch.t(torch.narrow(y, 1, first, height))
      part = torch.narrow(torch.narrow(gram, 0, first, height), 1, first, n - first)
      _ = torch.addmm_(part, rows, torch.narrow(y, 1, first, n - first))
    return None

  # [tokens, n] in float32
  def rows(self, x: Tensor) -> Tensor:
    return torch.to(torch.reshape(x, [-1, torch.size(x, -1)]), 6)
