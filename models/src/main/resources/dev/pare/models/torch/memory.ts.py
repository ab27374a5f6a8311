# What Torch needs of tensors as memory.
class Memory(Module):
  training : bool

  def empty(self, shape: List[int], dtype: int) -> Tensor:
    return torch.empty(shape, dtype=dtype)

  # The storage of a flat uint8 tensor, seen as another type.
  def view(self, bytes: Tensor, dtype: int, shape: List[int]) -> Tensor:
    size = 1
    for n in shape:
      size = size * n
    flat = torch.set_(torch.empty([0], dtype=dtype), bytes, 0, [size], [1])
    return torch.view(flat, shape)

  def rows(self, x: Tensor, first: int, count: int) -> Tensor:
    return torch.narrow(x, 0, first, count)

  def none(self) -> Optional[Tensor]:
    return None
