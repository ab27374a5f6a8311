package dev.pare.models;

import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongBiFunction;
import java.util.stream.IntStream;

/**
 * One forward pass: rows of tokens, padded at their ends to one width. A row is a strand, or part
 * of one, or a tree: what some strands begin with alike, then what each of them goes on with.
 * Within a tree a token sees what its own strand has before it, wherever in the row that stands.
 *
 * @param pieces runs of tokens, row by row
 * @param width tokens a row
 * @param trees whether any row is a tree
 */
record Pass(List<Piece> pieces, int rows, int width, boolean trees) {
  private static final long PADDING = -1; // no branch: seen by padding only

  /**
   * Tokens of a strand, from the position {@code first} to before {@code end}.
   *
   * @param members the sequences that have them
   */
  record Run(Strand strand, List<Integer> members, int first, int end) {
    int tokens() {
      return end - first;
    }
  }

  /**
   * A run within a pass.
   *
   * @param place where its first token stands, counted through the rows
   * @param branch 0 for what all of the row sees, else which strand's own it is
   */
  record Piece(Run run, int place, int branch) {
    int index(int position) {
      return place + position - run.first();
    }
  }

  /** Each run as a row. */
  static Pass ofRows(List<Run> runs) {
    int width = runs.stream().mapToInt(Run::tokens).max().orElseThrow();
    List<Piece> pieces =
        IntStream.range(0, runs.size())
            .mapToObj(row -> new Piece(runs.get(row), row * width, 0))
            .toList();
    return new Pass(pieces, runs.size(), width, false);
  }

  /** Each group whole, as a row. */
  static Pass ofTrees(List<SharedPrefix> groups) {
    int width = groups.stream().mapToInt(SharedPrefix::tokens).max().orElseThrow();
    List<Piece> pieces = new ArrayList<>();
    for (int row = 0; row < groups.size(); row++) {
      SharedPrefix shared = groups.get(row);
      int place = row * width;
      if (shared.prefix() > 0) {
        Run prefix = new Run(shared.strands().get(0), shared.members(), 0, shared.prefix());
        pieces.add(new Piece(prefix, place, 0));
        place += shared.prefix();
      }
      int branch = shared.prefix() > 0 ? 1 : 0;
      for (Strand strand : shared.strands()) {
        Run rest = new Run(strand, strand.members(), shared.prefix(), strand.length());
        pieces.add(new Piece(rest, place, branch++));
        place += rest.tokens();
      }
    }
    boolean trees = groups.stream().anyMatch(shared -> shared.prefix() > 0);
    return new Pass(List.copyOf(pieces), groups.size(), width, trees);
  }

  /** [rows, width], zeros past a row's end. */
  TorchTensor ids() {
    return fill(0, (piece, position) -> piece.run().strand().id(position));
  }

  /** Each token's position in its sequence. [rows, width] */
  TorchTensor positions() {
    return fill(0, (piece, position) -> position);
  }

  /** Each token's branch. [rows, width] */
  TorchTensor branches() {
    return fill(PADDING, (piece, position) -> piece.branch());
  }

  private TorchTensor fill(long padding, ToLongBiFunction<Piece, Integer> value) {
    long[] values = new long[rows * width];
    Arrays.fill(values, padding);
    for (Piece piece : pieces) {
      for (int at = piece.run().first(); at < piece.run().end(); at++) {
        values[piece.index(at)] = value.applyAsLong(piece, at);
      }
    }
    return Torch.longs(values, rows, width);
  }
}
