# Gemma 2 (arXiv 2408.00118): norms that multiply by 1 + weight, before and after attention and MLP;
# GELU; embeddings times the square root of H; scores and logits capped.
class Gemma2(Llama):
  def embed(self, ids: Tensor, table: Tensor) -> Tensor:
    return torch.to(torch.embedding(table, ids), 6) * torch.sqrt(torch.size(table, 1))

  def norm(self, h: Tensor, weight: Tensor) -> Tensor:
    return torch.rms_norm(h, [torch.size(h, -1)], weight + 1, __torch__.eps())

  def attention(self, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor],
      causal: bool) -> Tensor:
    if torch.gt(__torch__.score_cap(), 0.):
      return (self).capped_attention(q, k, v, mask, causal)
    return torch.scaled_dot_product_attention(q, k, v, mask, 0., causal, scale=__torch__.scale())

  # softmax(c tanh(q k' * scale / c) + mask) v, for some queries at a time, so that no more scores
  # are held than theirs.
  def capped_attention(self, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor],
      causal: bool) -> Tensor:
    if causal:
      mask = (self).causal_mask(torch.size(q, 2), torch.size(q, 2), q)
    keys = torch.transpose(k, 2, 3)
    parts = annotate(List[Tensor], [])
    for first in range(0, torch.size(q, 2), 256):
      scores = torch.to(torch.matmul(torch.slice(q, 2, first, first + 256), keys), 6)
      scores = (self).cap(scores * __torch__.scale(), __torch__.score_cap())
      if torch.__isnot__(mask, None):
        some = ops.prim.unchecked_unwrap_optional(mask)
        if torch.gt(torch.size(some, -2), 1):
          some = torch.slice(some, -2, first, first + 256)
        scores = scores + some
      weights = torch.to(torch.softmax(scores, -1), ops.prim.dtype(v))
      _ = torch.append(parts, torch.matmul(weights, v))
    return torch.cat(parts, 2)

  def cap(self, x: Tensor, most: float) -> Tensor:
    return torch.tanh(x / most) * most

  def attention_output(self, h: Tensor, context: Tensor, w: Dict[str, Tensor]) -> Tensor:
    o = __torch__.linear(context, w["self_attn.o_proj.weight"],
        torch.get(w, "self_attn.o_proj.bias"))
    return h + (self).norm(torch.to(o, 6), w["post_attention_layernorm.weight"])

  def mlp_input(self, h: Tensor, w: Dict[str, Tensor]) -> Tensor:
    x = (self).norm(h, w["pre_feedforward_layernorm.weight"])
    return torch.to(x, ops.prim.dtype(w["mlp.gate_proj.weight"]))

  def gate(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
    gate = __torch__.linear(x, w["mlp.gate_proj.weight"], torch.get(w, "mlp.gate_proj.bias"))
    up = __torch__.linear(x, w["mlp.up_proj.weight"], torch.get(w, "mlp.up_proj.bias"))
    return torch.gelu(gate, approximate="tanh") * up

  def mlp_output(self, h: Tensor, gated: Tensor, w: Dict[str, Tensor]) -> Tensor:
    y = __torch__.linear(gated, w["mlp.down_proj.weight"], torch.get(w, "mlp.down_proj.bias"))
    return h + (self).norm(torch.to(y, 6), w["post_feedforward_layernorm.weight"])

  def cap_logits(self, logits: Tensor) -> Tensor:
    if torch.gt(__torch__.logit_cap(), 0.):
      return (self).cap(logits, __torch__.logit_cap())
    return logits
