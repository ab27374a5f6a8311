# How far distributions over the vocabulary are from one another. Logits [n, V] in float32.
class Divergence(Module):
  training : bool

  def log_probabilities(self, logits: Tensor) -> Tensor:
    return torch.log_softmax(logits, -1)

  # Σ over tokens of Σ p (log p - log q), in float64. log_p [n, V]
  def sum(self, log_p: Tensor, logits: Tensor) -> Tensor:
    log_q = torch.log_softmax(logits, -1)
    return torch.sum(torch.exp(log_p) * (log_p - log_q), dtype=7)
