# The linear layer by oneDNN: on AMD twice as fast as MKL's product behind torch.linear in float32,
# and for one token in bfloat16. It has no gradient.
def linear(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  token = torch.eq(torch.numel(x), torch.size(x, -1))
  if not torch.is_grad_enabled() and (token or torch.eq(ops.prim.dtype(weight), 6)):
    return ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], None)
  return torch.linear(x, weight, bias)
