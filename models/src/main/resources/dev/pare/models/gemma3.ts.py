# Gemma 3 (arXiv 2503.19786), its text: Gemma 2 with queries and keys normalized head by head
# instead of capped scores.
class Gemma3(Gemma2):
  def norm_queries(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
    return torch.to((self).norm(torch.to(x, 6), w["self_attn.q_norm.weight"]), ops.prim.dtype(x))

  def norm_keys(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
    return torch.to((self).norm(torch.to(x, 6), w["self_attn.k_norm.weight"]), ops.prim.dtype(x))
