package dev.pare.models;

import dev.pare.core.lm.AttentionSink;
import dev.pare.core.lm.TokenSequence;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an {@link AttentionSink} asks of a batch, and how it gets it. Queries and keys before
 * rotation follow from a token's own hidden state, so they are computed from the residual stream
 * before each block, of the tokens asked for alone.
 */
final class Probing {
  /** Asks for nothing. */
  static final AttentionSink NOTHING =
      new AttentionSink() {
        @Override
        public int[] queries(int sequence, int length) {
          return new int[0];
        }

        @Override
        public int[] keys(int sequence, int length) {
          return new int[0];
        }

        @Override
        public void query(int sequence, int layer, int position, float[] values) {}

        @Override
        public void key(int sequence, int layer, int position, float[] values) {}
      };

  private final Decoder model;
  private final AttentionSink sink;
  private final List<int[]> queries;
  private final List<int[]> keys;

  Probing(Decoder model, List<TokenSequence> batch, AttentionSink sink) {
    this.model = model;
    this.sink = sink;
    queries =
        IntStream.range(0, batch.size())
            .mapToObj(i -> checked(sink.queries(i, batch.get(i).length()), batch.get(i)))
            .toList();
    keys =
        IntStream.range(0, batch.size())
            .mapToObj(i -> checked(sink.keys(i, batch.get(i).length()), batch.get(i)))
            .toList();
  }

  private static int[] checked(int[] positions, TokenSequence sequence) {
    for (int i = 0; i < positions.length; i++) {
      int least = i == 0 ? 0 : positions[i - 1] + 1;
      if (positions[i] < least || positions[i] >= sequence.length()) {
        throw new IllegalArgumentException(
            "positions " + Arrays.toString(positions) + " of " + sequence.length() + " tokens");
      }
    }
    return positions;
  }

  /** How many of a sequence's first tokens have to be read. */
  int inputLength(int sequence) {
    return Stream.of(queries.get(sequence), keys.get(sequence))
        .mapToInt(positions -> positions.length == 0 ? 0 : positions[positions.length - 1] + 1)
        .max()
        .orElse(0);
  }

  /** A position of a sequence, as a token of a pass. */
  private record Wanted(int sequence, int position, int index) {}

  /** What a pass has to show. */
  Decoder.Tap tap(Pass pass) {
    List<Wanted> wantedKeys = wanted(pass, keys);
    List<Wanted> wantedQueries = wanted(pass, queries);
    if (wantedKeys.isEmpty() && wantedQueries.isEmpty()) {
      return Decoder.Tap.NONE;
    }
    long[] index =
        Stream.concat(wantedKeys.stream(), wantedQueries.stream())
            .mapToLong(Wanted::index)
            .toArray();
    return (layer, hidden) -> {
      try (TorchScope scope = TorchScope.open()) {
        TorchTensor[] probed = model.probe(layer, hidden, index);
        float[][] key = vectors(probed[1]);
        float[][] query = vectors(probed[0]);
        for (int i = 0; i < wantedKeys.size(); i++) {
          Wanted at = wantedKeys.get(i);
          sink.key(at.sequence(), layer, at.position(), key[i]);
        }
        for (int i = 0; i < wantedQueries.size(); i++) {
          Wanted at = wantedQueries.get(i);
          sink.query(at.sequence(), layer, at.position(), query[wantedKeys.size() + i]);
        }
      }
    };
  }

  private static List<Wanted> wanted(Pass pass, List<int[]> positions) {
    List<Wanted> wanted = new ArrayList<>();
    for (Pass.Piece piece : pass.pieces()) {
      for (int sequence : piece.run().members()) {
        for (int at : positions.get(sequence)) {
          if (at >= piece.run().first() && at < piece.run().end()) {
            wanted.add(new Wanted(sequence, at, piece.index(at)));
          }
        }
      }
    }
    return wanted;
  }

  /** [n, heads · width] */
  private static float[][] vectors(TorchTensor probed) {
    float[] all = probed.floats();
    int count = (int) probed.shape()[0];
    int width = all.length / count;
    return IntStream.range(0, count)
        .mapToObj(i -> Arrays.copyOfRange(all, i * width, (i + 1) * width))
        .toArray(float[][]::new);
  }
}
