# Qwen3 (arXiv 2505.09388): Llama whose queries and keys are normalized head by head.
class Qwen3(Llama):
  def norm_queries(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
    return torch.to((self).norm(torch.to(x, 6), w["self_attn.q_norm.weight"]), ops.prim.dtype(x))

  def norm_keys(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
    return torch.to((self).norm(torch.to(x, 6), w["self_attn.k_norm.weight"]), ops.prim.dtype(x))
