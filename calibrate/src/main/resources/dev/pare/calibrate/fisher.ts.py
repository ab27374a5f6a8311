# Squares of gradients, all float32.
class Fisher(Module):
  training : bool

  # A leaf that shares a weight's memory: its gradient goes when it goes.
  def leaf(self, weight: Tensor) -> Tensor:
    return torch.detach(weight)

  def zeros(self, like: Tensor) -> Tensor:
    return torch.zeros_like(like)

  # sums += share * gradient²
  def add(self, sums: Tensor, gradient: Tensor, share: float) -> NoneType:
    _ = torch.addcmul_(sums, gradient, gradient, value=share)
    return None
