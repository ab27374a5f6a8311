package dev.pare.models;

import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rotated keys and the values of some sequences' positions, two tensors [rows, capacity, width]
 * a layer. Only its first rows may be in use; it grows by half as positions come.
 */
final class KvCache implements AutoCloseable {
  private static final int STEP = 64;

  /**
   * Where the tokens of one forward pass go, and what they may attend to.
   *
   * @param positions [rows or 1, tokens]
   * @param slots [rows · tokens], row · capacity + position
   * @param length how many positions are attended to, these included
   * @param mask null where every token sees all positions, or where there is no past and causality
   *     is all
   * @param slidingMask the same of layers that see a window only
   */
  record Place(
      TorchTensor positions,
      TorchTensor slots,
      int length,
      TorchTensor mask,
      TorchTensor slidingMask) {}

  private final Decoder model;
  private final List<TorchTensor> tensors = new ArrayList<>(); // keys and values of layer 0, 1, …
  private final List<TorchTensor> used = new ArrayList<>(); // their rows in use
  private int rows;
  private int capacity;

  /** Room for {@code positions} of {@code rows} sequences, all in use, nothing in it. */
  KvCache(Decoder model, int rows, int positions) {
    this.model = model;
    this.rows = rows;
    this.capacity = roundUp(positions);
    try (TorchScope scope = TorchScope.open()) {
      for (int i = 0; i < 2 * model.config().layers(); i++) {
        TorchTensor empty = Torch.empty(model.type(), rows, 0, model.keyValueWidth());
        tensors.add(model.source().call("grow", empty, rows, capacity).keep());
      }
    }
    use(rows);
  }

  private KvCache(Decoder model, List<TorchTensor> tensors, int rows, int capacity) {
    this.model = model;
    this.rows = rows;
    this.capacity = capacity;
    this.tensors.addAll(tensors);
    use(rows);
  }

  /**
   * A new cache whose rows are copies of this one's.
   *
   * @param source the row that each is a copy of
   * @param length positions that are copied
   * @param positions room in the copies
   */
  KvCache copies(long[] source, int length, int positions) {
    int room = roundUp(positions);
    List<TorchTensor> copies = new ArrayList<>();
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor index = Torch.longs(source, source.length);
      for (TorchTensor tensor : tensors) {
        copies.add(model.source().call("copy_rows", tensor, index, length, room).keep());
      }
    }
    return new KvCache(model, copies, source.length, room);
  }

  private static int roundUp(int positions) {
    return (positions + STEP - 1) / STEP * STEP;
  }

  /** Bytes that one position of one sequence takes in all layers. */
  static long bytesPerPosition(Decoder model) {
    return 2L * model.config().layers() * model.keyValueWidth() * model.type().byteSize();
  }

  TorchTensor keys(int layer) {
    return used.get(2 * layer);
  }

  TorchTensor values(int layer) {
    return used.get(2 * layer + 1);
  }

  /** From now on only the first {@code rows} sequences are run. */
  void use(int rows) {
    this.rows = rows;
    used.forEach(TorchTensor::close);
    used.clear();
    try (TorchScope scope = TorchScope.open()) {
      for (TorchTensor tensor : tensors) {
        used.add(Torch.rows(tensor, 0, rows).keep());
      }
    }
  }

  /** Copies one sequence over another. */
  void move(int source, int target) {
    try (TorchScope scope = TorchScope.open()) {
      for (TorchTensor tensor : tensors) {
        model.source().callVoid("move_row", tensor, source, target);
      }
    }
  }

  /** A chunk of {@code tokens} from position {@code first} on, the same for every row in use. */
  Place chunk(int first, int tokens) {
    ensure(first + tokens);
    long[] positions = Decoder.positions(first, tokens);
    long[] slots = new long[rows * tokens];
    for (int row = 0; row < rows; row++) {
      for (int t = 0; t < tokens; t++) {
        slots[row * tokens + t] = (long) row * capacity + first + t;
      }
    }
    int length = first + tokens;
    TorchTensor mask = first == 0 ? null : chunkMask(first, tokens, length);
    int window = window(length);
    TorchTensor slidingMask =
        first == 0
            ? model.causalMask(tokens)
            : window < length ? chunkMask(first, tokens, window) : mask;
    return new Place(
        Torch.longs(positions, 1, tokens),
        Torch.longs(slots, slots.length),
        length,
        mask,
        slidingMask);
  }

  private TorchTensor chunkMask(int first, int tokens, int window) {
    int groups = model.config().attentionHeads() / model.config().keyValueHeads();
    return model.source().call("chunk_mask", first, tokens, window, groups, tensors.get(0));
  }

  /** The window of sliding layers, of a cache so long: the length itself if none slides. */
  private int window(int length) {
    return Math.min(length, model.config().attention().slidingWindow().orElse(length));
  }

  /**
   * As many tokens a row in use, each row's from a position of its own on. Padding past the model's
   * last position takes that one: no learned position is beyond it.
   */
  Place chunks(int[] first, int tokens) {
    int length = Arrays.stream(first).max().orElseThrow() + tokens;
    ensure(length);
    long[] positions = new long[rows * tokens];
    long[] slots = new long[rows * tokens];
    for (int row = 0; row < rows; row++) {
      for (int t = 0; t < tokens; t++) {
        int position = first[row] + t;
        positions[row * tokens + t] = Math.min(position, model.config().maxPositions() - 1);
        slots[row * tokens + t] = (long) row * capacity + position;
      }
    }
    TorchTensor at = Torch.longs(positions, rows, tokens);
    TorchTensor mask = chunksMask(at, length, length);
    int window = window(length);
    TorchTensor slidingMask = window < length ? chunksMask(at, length, window) : mask;
    return new Place(at, Torch.longs(slots, slots.length), length, mask, slidingMask);
  }

  private TorchTensor chunksMask(TorchTensor positions, int length, int window) {
    int groups = model.config().attentionHeads() / model.config().keyValueHeads();
    return model.source().call("chunks_mask", positions, length, window, groups, tensors.get(0));
  }

  /** One token a row in use, at a position of its own. */
  Place step(int[] positions) {
    int length = Arrays.stream(positions).max().orElseThrow() + 1;
    ensure(length);
    long[] slots = new long[rows];
    for (int row = 0; row < rows; row++) {
      slots[row] = (long) row * capacity + positions[row];
    }
    TorchTensor at =
        Torch.longs(Arrays.stream(positions).asLongStream().toArray(), positions.length, 1);
    boolean ragged = Arrays.stream(positions).anyMatch(position -> position != length - 1);
    TorchTensor mask = ragged ? decodeMask(at, length, length) : null;
    int window = window(length);
    TorchTensor slidingMask = window < length ? decodeMask(at, length, window) : mask;
    return new Place(at, Torch.longs(slots, rows), length, mask, slidingMask);
  }

  private TorchTensor decodeMask(TorchTensor at, int length, int window) {
    return model.source().call("decode_mask", at, length, window, tensors.get(0));
  }

  private void ensure(int positions) {
    if (positions <= capacity) {
      return;
    }
    int grown = Math.max(roundUp(positions), roundUp(capacity + capacity / 2));
    capacity = Math.min(grown, roundUp(model.config().maxPositions()));
    for (int i = 0; i < tensors.size(); i++) {
      TorchTensor old = tensors.get(i);
      tensors.set(i, model.source().call("grow", old, rows, capacity).keep());
      used.get(i).close();
      old.close();
    }
    use(rows);
  }

  @Override
  public void close() {
    used.forEach(TorchTensor::close);
    tensors.forEach(TorchTensor::close);
  }
}
