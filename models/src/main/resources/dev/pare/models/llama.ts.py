# Llama (arXiv 2302.13971) with grouped-query attention, called from Java one method at a time; and
# the base of the other families, whose sources hold the methods that differ.
#
# The model is its weights, and those are arguments: Java holds them, swaps them, and taps what runs
# between these methods. A block's weights are a dictionary by Hugging Face's names less the prefix
# model.layers.N; a bias that is absent is no entry. Weights and caches have the compute type,
# float32 or bfloat16; the residual stream, the norms, the rotation and the logits are float32
# always. Reading order: embed and rope, block and the parts it is made of, logits.
#
# linear is a free function, in the file joined to this one; so are the model's numbers, such as
# eps(), which Java writes from config.json.
#
# Shapes: B rows, T tokens a row, H hidden, N query heads, K key-value heads, G = N / K, D head
# width, R how much of it is rotated (D here), C a cache's capacity, L positions attended to, V
# vocabulary. Element types are numbers here: 6 float32.

class Llama(Module):
  training : bool

  # ids [B, T] -> residual stream [B, T, H]
  def embed(self, ids: Tensor, table: Tensor) -> Tensor:
    return torch.to(torch.embedding(table, ids), 6)

  # positions [B or 1, T], frequencies [R / 2] in float64 -> cosines and signed sines [B or 1, T, 1, R]
  def rope(self, positions: Tensor, frequencies: Tensor) -> Tuple[Tensor, Tensor]:
    angles = torch.unsqueeze(torch.unsqueeze(positions, -1) * frequencies, -2)
    cos = torch.cos(angles)
    sin = torch.sin(angles)
    if torch.ne(__torch__.rope_factor(), 1.):
      cos = cos * __torch__.rope_factor()
      sin = sin * __torch__.rope_factor()
    return (torch.to(torch.cat([cos, cos], -1), 6), torch.to(torch.cat([-sin, sin], -1), 6))

  # One block over whole sequences. h [B, T, H]; mask [T, T] where causality is not all.
  def block(self, h: Tensor, w: Dict[str, Tensor], cos: Tensor, sin: Tensor,
      mask: Optional[Tensor]) -> Tensor:
    q, k, v = (self).project((self).attention_input(h, w), w)
    context = (self).attend((self).rotate(q, cos, sin), (self).rotate(k, cos, sin), v, mask)
    return (self).mlp((self).attention_output(h, context, w), w)

  # One block over tokens that follow those in the cache, whose keys and values it adds. Tokens of
  # one row are consecutive; slots [B * T] are the places in the cache as row * C + position; past
  # every row's own length the mask [B or 1, 1, 1 or G * T, L] is minus infinity. Where nothing is in
  # the cache the mask is block's.
  def block_cached(self, h: Tensor, w: Dict[str, Tensor], cos: Tensor, sin: Tensor, keys: Tensor,
      values: Tensor, slots: Tensor, length: int, mask: Optional[Tensor]) -> Tensor:
    q, k, v = (self).project((self).attention_input(h, w), w)
    k = (self).rotate(k, cos, sin)
    (self).store(keys, k, slots)
    (self).store(values, v, slots)
    if torch.eq(length, torch.size(h, 1)):
      context = (self).attend((self).rotate(q, cos, sin), k, v, mask)
    else:
      context = (self).attend_cached((self).rotate(q, cos, sin), keys, values, length, mask)
    return (self).mlp((self).attention_output(h, context, w), w)

  # What q_proj, k_proj and v_proj see.
  def attention_input(self, h: Tensor, w: Dict[str, Tensor]) -> Tensor:
    x = (self).norm(h, w["input_layernorm.weight"])
    return torch.to(x, ops.prim.dtype(w["self_attn.q_proj.weight"]))

  # Queries [B, T, N, D], keys and values [B, T, K, D], none of them rotated yet.
  def project(self, x: Tensor, w: Dict[str, Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    q = __torch__.linear(x, w["self_attn.q_proj.weight"], torch.get(w, "self_attn.q_proj.bias"))
    k = __torch__.linear(x, w["self_attn.k_proj.weight"], torch.get(w, "self_attn.k_proj.bias"))
    v = __torch__.linear(x, w["self_attn.v_proj.weight"], torch.get(w, "self_attn.v_proj.bias"))
    heads = [torch.size(x, 0), torch.size(x, 1), -1, __torch__.head_dim()]
    q = (self).norm_queries(torch.view(q, heads), w)
    k = (self).norm_keys(torch.view(k, heads), w)
    return (q, k, torch.view(v, heads))

  # Queries [n, N, D] and keys [n, K, D] of some tokens, by b * T + t, as project makes them.
  def probe(self, h: Tensor, w: Dict[str, Tensor], index: Tensor) -> Tuple[Tensor, Tensor]:
    x = torch.unsqueeze((self).select(h, index), 0)
    q, k, _ = (self).project((self).attention_input(x, w), w)
    return (torch.contiguous(torch.to(torch.squeeze(q, 0), 6)),
        torch.contiguous(torch.to(torch.squeeze(k, 0), 6)))

  # x [B, T, N or K, D]. Llama has no norms here.
  def norm_queries(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
    return x

  def norm_keys(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
    return x

  # Rotary positions (arXiv 2104.09864) on the pairs (x[i], x[i + D / 2]): x * cos + x' * sin with
  # x' = (-x2, x1), its sign already in sin. x [B, T, heads, D]
  def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    y = torch.to(x, 6)
    halves = torch.roll(y, [torch.size(y, -1) // 2], [-1])
    return torch.to(torch.addcmul(y * cos, halves, sin), ops.prim.dtype(x))

  # Causal attention within the T tokens; padding at a row's end is seen by padding only. The
  # result, [B, T, N * D], is what o_proj sees.
  def attend(self, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor]) -> Tensor:
    groups = torch.size(q, 2) // torch.size(k, 2)
    if torch.gt(groups, 1):  # repeated, for the fused kernel takes one key head a query head
      k = torch.repeat_interleave(k, groups, 2)
      v = torch.repeat_interleave(v, groups, 2)
    context = (self).attention(torch.transpose(q, 1, 2), torch.transpose(k, 1, 2),
        torch.transpose(v, 1, 2), mask, torch.__is__(mask, None))
    return torch.flatten(torch.transpose(context, 1, 2), 2)

  # Attention over a cache's first L positions, its heads not repeated: the G query heads of a
  # key-value head, times the T tokens, are that head's queries.
  def attend_cached(self, q: Tensor, keys: Tensor, values: Tensor, length: int,
      mask: Optional[Tensor]) -> Tensor:
    b, t, n, d = torch.size(q)
    kv = torch.size(keys, 2) // d
    k = torch.transpose(torch.view(torch.narrow(keys, 1, 0, length), [b, length, kv, d]), 1, 2)
    v = torch.transpose(torch.view(torch.narrow(values, 1, 0, length), [b, length, kv, d]), 1, 2)
    grouped = torch.permute(torch.view(q, [b, t, kv, n // kv, d]), [0, 2, 3, 1, 4])
    context = (self).attention(torch.reshape(grouped, [b, kv, n // kv * t, d]), k, v, mask, False)
    context = torch.permute(torch.reshape(context, [b, kv, n // kv, t, d]), [0, 3, 1, 2, 4])
    return torch.reshape(context, [b, t, n * d])

  # softmax(q k' * scale + mask) v. q [B, heads, Q, D]; k and v [B, heads, L, D]
  def attention(self, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor],
      causal: bool) -> Tensor:
    return torch.scaled_dot_product_attention(q, k, v, mask, 0., causal)

  def attention_output(self, h: Tensor, context: Tensor, w: Dict[str, Tensor]) -> Tensor:
    o = __torch__.linear(context, w["self_attn.o_proj.weight"],
        torch.get(w, "self_attn.o_proj.bias"))
    return h + o

  def mlp(self, h: Tensor, w: Dict[str, Tensor]) -> Tensor:
    return (self).mlp_output(h, (self).gate((self).mlp_input(h, w), w), w)

  # What gate_proj and up_proj see.
  def mlp_input(self, h: Tensor, w: Dict[str, Tensor]) -> Tensor:
    x = (self).norm(h, w["post_attention_layernorm.weight"])
    return torch.to(x, ops.prim.dtype(w["mlp.gate_proj.weight"]))

  # What down_proj sees.
  def gate(self, x: Tensor, w: Dict[str, Tensor]) -> Tensor:
    gate = __torch__.linear(x, w["mlp.gate_proj.weight"], torch.get(w, "mlp.gate_proj.bias"))
    up = __torch__.linear(x, w["mlp.up_proj.weight"], torch.get(w, "mlp.up_proj.bias"))
    return torch.silu(gate) * up

  def mlp_output(self, h: Tensor, gated: Tensor, w: Dict[str, Tensor]) -> Tensor:
    return h + __torch__.linear(gated, w["mlp.down_proj.weight"],
        torch.get(w, "mlp.down_proj.bias"))

  # RMSNorm (arXiv 1910.07467) over the last dimension.
  def norm(self, h: Tensor, weight: Tensor) -> Tensor:
    return torch.rms_norm(h, [torch.size(h, -1)], weight, __torch__.eps())

  # The norm after the last block, its weights a dictionary: weight, and bias where there is one.
  def final_norm(self, h: Tensor, norm: Dict[str, Tensor]) -> Tensor:
    return (self).norm(h, norm["weight"])

  # cache [B, C, K * D]; x [B, T, K, D]
  def store(self, cache: Tensor, x: Tensor, slots: Tensor) -> NoneType:
    width = torch.size(cache, 2)
    _ = torch.index_copy_(torch.view(cache, [-1, width]), 0, slots, torch.reshape(x, [-1, width]))
    return None

  # A larger cache with the first rows of an old one, and zeros: a masked position has no weight, but
  # no weight times NaN is NaN.
  def grow(self, cache: Tensor, rows: int, capacity: int) -> Tensor:
    _, old, width = torch.size(cache)
    grown = torch.zeros([rows, capacity, width], dtype=ops.prim.dtype(cache))
    _ = torch.copy_(torch.narrow(grown, 1, 0, old), torch.narrow(cache, 0, 0, rows))
    return grown

  def move_row(self, cache: Tensor, source: int, target: int) -> NoneType:
    _ = torch.copy_(torch.select(cache, 0, target), torch.select(cache, 0, source))
    return None

  # A larger cache whose rows are copies of an old one's: of the rows in index, their first positions.
  def copy_rows(self, cache: Tensor, index: Tensor, length: int, capacity: int) -> Tensor:
    copies = torch.zeros([torch.size(index, 0), capacity, torch.size(cache, 2)],
        dtype=ops.prim.dtype(cache))
    old = torch.index_select(torch.narrow(cache, 1, 0, length), 0, index)
    _ = torch.copy_(torch.narrow(copies, 1, 0, length), old)
    return copies

  # Masks of layers that see a window of W positions, the token's own the last; a W of L or more
  # hides nothing but what comes later.

  # The mask of T tokens among themselves. [T, T]
  def causal_mask(self, tokens: int, window: int, like: Tensor) -> Tensor:
    return (self).rows_mask(0, tokens, window, like)

  # The mask of one token a row at positions [B, 1], over L positions.
  def decode_mask(self, positions: Tensor, length: int, window: int, like: Tensor) -> Tensor:
    hidden = (self).hidden(positions, length, window)
    return torch.reshape((self).minus_infinity(hidden, like), [-1, 1, 1, length])

  # The mask of T tokens from a first position on, once for each of the G query heads.
  def chunk_mask(self, first: int, tokens: int, window: int, groups: int, like: Tensor) -> Tensor:
    rows = torch.repeat((self).rows_mask(first, tokens, window, like), [groups, 1])
    return torch.reshape(rows, [1, 1, groups * tokens, first + tokens])

  def rows_mask(self, first: int, tokens: int, window: int, like: Tensor) -> Tensor:
    length = first + tokens
    positions = torch.unsqueeze(torch.arange(first, length), 1)
    return (self).minus_infinity((self).hidden(positions, length, window), like)

  # Which of L positions a token at each of positions [..., 1] does not see. [..., L]
  def hidden(self, positions: Tensor, length: int, window: int) -> Tensor:
    hidden = torch.gt(torch.arange(length), positions)
    if torch.lt(window, length):
      hidden = torch.__or__(hidden, torch.le(torch.arange(length), positions - window))
    return hidden

  # The mask of T tokens a row at positions [B, T], over L positions, once for each of the G query
  # heads.
  def chunks_mask(self, positions: Tensor, length: int, window: int, groups: int,
      like: Tensor) -> Tensor:
    hidden = (self).hidden(torch.unsqueeze(positions, -1), length, window)
    rows = torch.repeat((self).minus_infinity(hidden, like), [1, groups, 1])
    return torch.unsqueeze(rows, 1)

  # The mask of rows of T tokens at positions [B, T]: each sees those of its own branch [B, T], and of
  # branch 0, that are not after it. [B, 1, T, T]
  def tree_mask(self, positions: Tensor, branches: Tensor, window: int, like: Tensor) -> Tensor:
    own = torch.unsqueeze(positions, 2)
    others = torch.unsqueeze(positions, 1)
    seen = torch.unsqueeze(branches, 1)
    hidden = torch.__and__(torch.ne(seen, 0), torch.ne(seen, torch.unsqueeze(branches, 2)))
    hidden = torch.__or__(hidden, torch.gt(others, own))
    hidden = torch.__or__(hidden, torch.le(others, own - window))
    return torch.unsqueeze((self).minus_infinity(hidden, like), 1)

  def minus_infinity(self, where: Tensor, like: Tensor) -> Tensor:
    zeros = torch.zeros(torch.size(where), dtype=ops.prim.dtype(like))
    return torch.masked_fill_(zeros, where, -inf)

  # Some tokens of the residual stream, by b * T + t. h [B, T, H] -> [n, H]
  def select(self, h: Tensor, index: Tensor) -> Tensor:
    return torch.index_select(torch.view(h, [-1, torch.size(h, 2)]), 0, index)

  def join(self, parts: List[Tensor]) -> Tensor:
    return torch.cat(parts)

  # h [n, H] -> [n, V]. A bfloat16 head is widened piece by piece, for its own products would be
  # rounded to eight bits.
  def logits(self, h: Tensor, norm: Dict[str, Tensor], head: Tensor) -> Tensor:
    x = (self).final_norm(h, norm)
    if torch.eq(ops.prim.dtype(head), 6):
      return (self).cap_logits(__torch__.linear(x, head, None))
    pieces = annotate(List[Tensor], [])
    for piece in torch.split(head, 8192):
      _ = torch.append(pieces, __torch__.linear(x, torch.to(piece, 6), None))
    return (self).cap_logits(torch.cat(pieces, 1))

  # Logits to choose a next token by: as above, but of a bfloat16 head only the largest are computed
  # again in float32, so that a step reads the head once.
  def next_logits(self, h: Tensor, norm: Dict[str, Tensor], head: Tensor) -> Tensor:
    if torch.eq(ops.prim.dtype(head), 6):
      return (self).logits(h, norm, head)
    x = (self).final_norm(h, norm)
    logits = torch.to(__torch__.linear(torch.to(x, ops.prim.dtype(head)), head, None), 6)
    _, largest = torch.topk(logits, ops.prim.min(256, torch.size(head, 0)), 1, True, False)
    rows = torch.to(torch.embedding(head, largest), 6)
    exact = torch.squeeze(torch.matmul(rows, torch.unsqueeze(x, 2)), 2)
    return (self).cap_logits(torch.scatter_(logits, 1, largest, exact))

  def cap_logits(self, logits: Tensor) -> Tensor:
    return logits

  # What training makes small: Σ weights * -log p of the labels. h [n, H]
  def loss(self, h: Tensor, norm: Dict[str, Tensor], head: Tensor, labels: Tensor,
      weights: Tensor) -> Tensor:
    x = __torch__.linear((self).final_norm(h, norm), head, None)
    logits = (self).cap_logits(torch.to(x, 6))
    return torch.dot(torch.cross_entropy_loss(logits, labels, None, 0), weights)

  # What the model gives the tokens that come next: log-probabilities [n], and whether each is the
  # most probable (the lowest id among equals).
  def targets(self, logits: Tensor, ids: Tensor) -> Tuple[Tensor, Tensor]:
    chosen = torch.squeeze(torch.gather(logits, 1, torch.unsqueeze(ids, 1)), 1)
    greedy = torch.eq(torch.argmax(logits, 1), ids)
    return (chosen - torch.logsumexp(logits, [1]), greedy)

  # targets of many tokens, their logits never held for more than a chunk of them. h [n, H]
  def targets_chunked(self, h: Tensor, norm: Dict[str, Tensor], head: Tensor, ids: Tensor,
      chunk: int) -> Tuple[Tensor, Tensor]:
    log_probabilities = annotate(List[Tensor], [])
    greedy = annotate(List[Tensor], [])
    for first in range(0, torch.size(h, 0), chunk):
      part = (self).logits(torch.slice(h, 0, first, first + chunk), norm, head)
      p, g = (self).targets(part, torch.slice(ids, 0, first, first + chunk))
      _ = torch.append(log_probabilities, p)
      _ = torch.append(greedy, g)
    return (torch.cat(log_probabilities), torch.cat(greedy))

  def log_probabilities(self, logits: Tensor) -> Tensor:
    return torch.log_softmax(logits, -1)
