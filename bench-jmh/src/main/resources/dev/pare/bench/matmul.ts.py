# The float32 product x [n, in] * weight [out, in]', by each of libtorch's libraries.
class Matmul(Module):
  training : bool

  def mkl(self, x: Tensor, weight: Tensor) -> Tensor:
    return torch.linear(x, weight, None)

  def oneDnn(self, x: Tensor, weight: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, weight, None, "none", [], None)
