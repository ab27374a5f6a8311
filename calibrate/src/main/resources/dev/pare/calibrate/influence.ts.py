# How much a block changes the residual stream. Element types are numbers here: 7 float64.
class Influence(Module):
  training : bool

  # Σ over tokens of cos(x, y). x, y [..., n] in float32, products summed in float64
  def cosines(self, x: Tensor, y: Tensor) -> Tensor:
    lengths = torch.sqrt((self).products(x, x)) * torch.sqrt((self).products(y, y))
    return torch.sum((self).products(x, y) / torch.clamp_min(lengths, 1e-30))

  def products(self, x: Tensor, y: Tensor) -> Tensor:
    return torch.sum(x * y, [-1], False, dtype=7)
