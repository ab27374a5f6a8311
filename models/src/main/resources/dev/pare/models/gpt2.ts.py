# GPT-2 (Radford et al. 2019): learned positions, LayerNorm, biases, and an MLP without a gate. Its
# weights are [out, in] like any other's: the checkpoint has turned them.
class Gpt2(Llama):
  # positions [B or 1, T]; place [positions, H]
  def embed(self, ids: Tensor, table: Tensor, positions: Tensor, place: Tensor) -> Tensor:
    return torch.to(torch.embedding(table, ids), 6) + torch.to(torch.embedding(place, positions), 6)

  # What c_attn sees.
  def attention_input(self, h: Tensor, w: Dict[str, Tensor]) -> Tensor:
    x = (self).layer_norm(h, w["ln_1.weight"], w["ln_1.bias"])
    return torch.to(x, ops.prim.dtype(w["attn.c_attn.weight"]))

  # The matrix has the rows of q, then k, then v.
  def project(self, x: Tensor, w: Dict[str, Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    fused = __torch__.linear(x, w["attn.c_attn.weight"], w["attn.c_attn.bias"])
    q, k, v = torch.chunk(fused, 3, -1)
    heads = [torch.size(x, 0), torch.size(x, 1), -1, __torch__.head_dim()]
    return (torch.reshape(q, heads), torch.reshape(k, heads), torch.reshape(v, heads))

  # Positions are in the residual stream.
  def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    return x

  def attention_output(self, h: Tensor, context: Tensor, w: Dict[str, Tensor]) -> Tensor:
    return h + __torch__.linear(context, w["attn.c_proj.weight"], w["attn.c_proj.bias"])

  # What mlp.c_fc sees.
  def mlp_input(self, h: Tensor, w: Dict[str, Tensor]) -> Tensor:
    x = (self).layer_norm(h, w["ln_2.weight"], w["ln_2.bias"])
    return torch.to(x, ops.prim.dtype(w["mlp.c_fc.weight"]))

  # What mlp.c_proj sees.
  def gate(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
    y = __torch__.linear(x, w["mlp.c_fc.weight"], w["mlp.c_fc.bias"])
    return torch.gelu(y, approximate="tanh")

  def mlp_output(self, h: Tensor, gated: Tensor, w: Dict[str, Tensor]) -> Tensor:
    return h + __torch__.linear(gated, w["mlp.c_proj.weight"], w["mlp.c_proj.bias"])

  # arXiv 1607.06450
  def layer_norm(self, h: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.layer_norm(h, [torch.size(h, -1)], weight, bias, __torch__.eps())

  def final_norm(self, h: Tensor, norm: Dict[str, Tensor]) -> Tensor:
    return (self).layer_norm(h, norm["weight"], norm["bias"])
