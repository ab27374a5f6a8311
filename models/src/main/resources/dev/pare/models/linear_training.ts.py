# The linear layer in training: its weights are the float32 ones that are trained, the product is
# computed in compute(), 6 float32 or 15 bfloat16. It has a gradient.
def linear(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  y = torch.to(x, __torch__.compute())
  w = torch.to(weight, __torch__.compute())
  if torch.__is__(bias, None):
    return torch.linear(y, w, None)
  b = ops.prim.unchecked_unwrap_optional(bias)
  return torch.linear(y, w, torch.to(b, __torch__.compute()))
