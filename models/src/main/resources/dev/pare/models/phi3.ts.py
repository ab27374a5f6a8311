# Phi-3 and 4 (arXiv 2404.14219): Llama with query, key and value in one matrix and gate and up in
# another; of a head's D outputs the first R may be rotated only.
class Phi3(Llama):
  # What qkv_proj sees.
  def attention_input(self, h: Tensor, w: Dict[str, Tensor]) -> Tensor:
    x = (self).norm(h, w["input_layernorm.weight"])
    return torch.to(x, ops.prim.dtype(w["self_attn.qkv_proj.weight"]))

  # The matrix has the rows of q, then k, then v.
  def project(self, x: Tensor, w: Dict[str, Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    fused = __torch__.linear(x, w["self_attn.qkv_proj.weight"],
        torch.get(w, "self_attn.qkv_proj.bias"))
    heads = torch.view(fused, [torch.size(x, 0), torch.size(x, 1), -1, __torch__.head_dim()])
    n = __torch__.heads()
    kv = (torch.size(heads, 2) - n) // 2
    return (torch.narrow(heads, 2, 0, n), torch.narrow(heads, 2, n, kv),
        torch.narrow(heads, 2, n + kv, kv))

  def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    rotated = torch.size(cos, -1)
    y = torch.to(torch.narrow(x, -1, 0, rotated), 6)
    halves = torch.roll(y, [rotated // 2], [-1])
    y = torch.to(torch.addcmul(y * cos, halves, sin), ops.prim.dtype(x))
    return torch.cat([y, torch.slice(x, -1, rotated)], -1)

  # What gate_up_proj sees.
  def mlp_input(self, h: Tensor, w: Dict[str, Tensor]) -> Tensor:
    x = (self).norm(h, w["post_attention_layernorm.weight"])
    return torch.to(x, ops.prim.dtype(w["mlp.gate_up_proj.weight"]))

  # The matrix has the rows of gate, then up.
  def gate(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
    fused = __torch__.linear(x, w["mlp.gate_up_proj.weight"], torch.get(w, "mlp.gate_up_proj.bias"))
    gate, up = torch.chunk(fused, 2, -1)
    return torch.silu(gate) * up
