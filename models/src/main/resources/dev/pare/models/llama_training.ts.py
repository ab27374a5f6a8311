# Llama in training. What it computes is Llama's; it moves fewer bytes, forward and backward: a
# norm's weight is multiplied into the matrix behind it, which is smaller than what it is applied to;
# q, k and v are one product, gate and up another, so that their input's gradient is one as well.
class LlamaTraining(Llama):
  def block(self, h: Tensor, w: Dict[str, Tensor], cos: Tensor, sin: Tensor,
      mask: Optional[Tensor]) -> Tensor:
    q, k, v = (self).turned((self).unit(h), w, cos, sin)
    h = (self).attention_output(h, (self).attend(q, k, v, mask), w)
    gate, up = torch.chunk((self).after_norm((self).unit(h), w["post_attention_layernorm.weight"],
        [w["mlp.gate_proj.weight"], w["mlp.up_proj.weight"]],
        (self).biases(w, ["mlp.gate_proj.bias", "mlp.up_proj.bias"])), 2, -1)
    return (self).mlp_output(h, torch.silu(gate) * up, w)

  # Queries and keys, rotated, and values. x [B, T, H]
  def turned(self, x: Tensor, w: Dict[str, Tensor], cos: Tensor,
      sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    names = ["self_attn.q_proj.bias", "self_attn.k_proj.bias", "self_attn.v_proj.bias"]
    k_weight = w["self_attn.k_proj.weight"]
    qkv = (self).after_norm(x, w["input_layernorm.weight"],
        [w["self_attn.q_proj.weight"], k_weight, w["self_attn.v_proj.weight"]],
        (self).biases(w, names))
    heads = torch.view(qkv, [torch.size(x, 0), torch.size(x, 1), -1, __torch__.head_dim()])
    n = __torch__.heads()
    kv = torch.size(k_weight, 0) // __torch__.head_dim()
    qk, v = torch.split_with_sizes(heads, [n + kv, kv], 2)
    q, k = torch.split_with_sizes((self).rotate(qk, cos, sin), [n, kv], 2)
    return (q, k, v)

  # Matrices over each other, times a norm's weight.
  def after_norm(self, x: Tensor, norm: Tensor, matrices: List[Tensor],
      bias: Optional[Tensor]) -> Tensor:
    return __torch__.linear(x, torch.cat(matrices) * norm, bias)

  def biases(self, w: Dict[str, Tensor], names: List[str]) -> Optional[Tensor]:
    if torch.__contains__(w, names[0]):
      found = annotate(List[Tensor], [])
      for name in names:
        _ = torch.append(found, w[name])
      return torch.cat(found)
    return None

  # h over the root of its mean square, in the type that linears compute in.
  def unit(self, h: Tensor) -> Tensor:
    length = torch.linalg_vector_norm(h, 2, [-1], True)
    scale = torch.rsqrt(length * length / torch.size(h, -1) + __torch__.eps())
    return torch.to(h * scale, __torch__.compute())

  # In float32 whatever the linears compute in: the gradient of the bfloat16 kernel multiplies blocks
  # so small that libtorch takes longer to prepare them.
  def attention(self, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor],
      causal: bool) -> Tensor:
    if torch.__isnot__(mask, None):
      mask = torch.to(ops.prim.unchecked_unwrap_optional(mask), 6)
    return torch.scaled_dot_product_attention(torch.to(q, 6), torch.to(k, 6), torch.to(v, 6), mask,
        0., causal)
