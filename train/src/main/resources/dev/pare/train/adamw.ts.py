# AdamW (arXiv 1711.05101) over lists of tensors, all float32.
class AdamW(Module):
  training : bool

  # Leaves that share the masters' memory: their gradients go when they go.
  def leaves(self, masters: List[Tensor]) -> List[Tensor]:
    leaves = annotate(List[Tensor], [])
    for master in masters:
      _ = torch.append(leaves, torch.detach(master))
    return leaves

  def zeros(self, like: Tensor) -> Tensor:
    return torch.zeros_like(like)

  # The Euclidean norm of all gradients as one vector.
  def norm(self, gradients: List[Tensor]) -> Tensor:
    norms = annotate(List[Tensor], [])
    for gradient in gradients:
      _ = torch.append(norms, torch.linalg_vector_norm(gradient))
    return torch.linalg_vector_norm(torch.stack(norms))

  # One step, number t from 1, in place; the gradients are divided by scale first.
  def step(self, masters: List[Tensor], gradients: List[Tensor], means: List[Tensor],
      squares: List[Tensor], t: int, rate: float, beta1: float, beta2: float, epsilon: float,
      decay: float, scale: float) -> NoneType:
    steps = annotate(List[Tensor], [])
    for master in masters:
      _ = torch.append(steps, torch.full([], t, dtype=6))
    divisor = torch.full([1], scale, dtype=6)
    unused = annotate(List[Tensor], [])
    torch._fused_adamw_(masters, gradients, means, squares, unused, steps, lr=rate, beta1=beta1,
        beta2=beta2, weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False,
        grad_scale=divisor)
    return None
