# LoRA (arXiv 2106.09685).
class Lora(Module):
  training : bool

  # W + scale B A. weight [out, in], a [rank, in], b [out, rank]
  def adapted(self, weight: Tensor, a: Tensor, b: Tensor, scale: float) -> Tensor:
    return torch.addmm(weight, b, a, alpha=scale)
