# The linear layer, where libtorch was built without oneDNN.
def linear(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  return torch.linear(x, weight, bias)
