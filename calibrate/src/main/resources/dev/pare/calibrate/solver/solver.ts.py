# The matrix algebra of the column solver, in the type of what it is given; sums, and what a block is
# solved with, in float64 (7).
#
# n columns of the weight in the solver's order, r rows; H [n, n] = MᵀM with M lower triangular. The
# weight is held transposed, [n, r], and so is what it lost.
class Solver(Module):
  training : bool

  # h is H with rows and columns in reverse: its factor's are M's in reverse. False where h is not
  # positive definite, as far as its type can tell.
  def factor(self, h: Tensor) -> Tuple[Tensor, Tensor]:
    lower, info = torch.linalg_cholesky_ex(h)
    return (torch.contiguous(torch.t(lower)), torch.eq(info, 0))

  # The columns of a block as they stand once the columns before it are decided, [b, r], and the
  # block's part of U = M⁻ᵀ, [b, b], both in float64. panel [b, end]: the block's rows of M; w [n, r]:
  # what was lost in the columns before, the weights behind.
  def block(self, panel: Tensor, w: Tensor) -> Tuple[Tensor, Tensor]:
    b = torch.size(panel, 0)
    first = torch.sub(torch.size(panel, 1), b)
    own = torch.to(torch.narrow(panel, 1, first, b), 7)
    inverse = torch.linalg_solve_triangular(own, torch.eye(b, dtype=7), upper=False)
    now = torch.clone(torch.narrow(w, 0, first, b))
    if torch.gt(first, 0):
      pushed = torch.matmul(torch.narrow(panel, 1, 0, first), torch.narrow(w, 0, 0, first))
      now = torch.addmm(now, torch.to(inverse, ops.prim.dtype(w)), pushed)
    return (torch.contiguous(torch.to(now, 7)), torch.contiguous(torch.t(inverse)))

  # A block's weights become what was lost of them; Σ of its squares.
  def settle(self, w: Tensor, first: int, values: Tensor) -> Tensor:
    lost = torch.narrow(w, 0, first, torch.size(values, 0))
    _ = torch.sub_(lost, torch.to(values, ops.prim.dtype(w)))
    return torch.sum(lost * lost, dtype=7)

  # A block's part of Σ over rows of w (H - delta I) wᵀ.
  def energy(self, panel: Tensor, w: Tensor, delta: float) -> Tensor:
    b = torch.size(panel, 0)
    y = torch.matmul(panel, torch.narrow(w, 0, 0, torch.size(panel, 1)))
    own = torch.narrow(w, 0, torch.sub(torch.size(panel, 1), b), b)
    return torch.sum(y * y, dtype=7) - torch.sum(own * own, dtype=7) * delta

  # Σ over rows of e G eᵀ. e [r, n], g [n, n]
  def quadratic(self, e: Tensor, g: Tensor) -> Tensor:
    return torch.sum(torch.matmul(e, g) * e, dtype=7)

  # Σ of e G eᵀ within each group of size columns, for each row. e [r, n], g [n, n] -> [r, groups]
  def group_losses(self, e: Tensor, g: Tensor, size: int) -> Tensor:
    losses = annotate(List[Tensor], [])
    for first in range(0, torch.size(e, 1), size):
      part = torch.slice(e, 1, first, first + size)
      own = torch.slice(torch.slice(g, 0, first, first + size), 1, first, first + size)
      _ = torch.append(losses, torch.sum(torch.matmul(part, own) * part, [1]))
    return torch.contiguous(torch.stack(losses, 1))
