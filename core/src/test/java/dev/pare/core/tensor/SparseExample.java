package dev.pare.core.tensor;

import dev.pare.core.tensor.SparsityPattern.KeptOf;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A random sparse weight of every kind of values, in memory and as stored parts. */
final class SparseExample {
  private static final QuantizationScheme SCHEME =
      new QuantizationScheme(5, Granularity.group(6), false);

  private final Shape shape;
  private final SparsityPattern pattern;
  private final boolean[][] kept;
  private final float[] w;
  private final int[][] codes;
  private final float[][] scales;
  private final int[][] zeroPoints;
  private final CodebookScheme codebook = CodebookScheme.group(3, 4);
  private final int[][] indices;
  private final float[] entries;

  SparseExample(Shape shape, SparsityPattern pattern, long seed) {
    this.shape = shape;
    this.pattern = pattern;
    Random random = new Random(seed);
    int groups = SCHEME.granularity().groupsPerRow(shape.columns());
    kept = new boolean[shape.rows()][];
    w = new float[(int) shape.size()];
    codes = new int[shape.rows()][shape.columns()];
    indices = new int[shape.rows()][shape.columns()];
    scales = new float[shape.rows()][groups];
    zeroPoints = new int[shape.rows()][groups];
    entries = new float[codebook.codebooks(shape.rows()) * codebook.entries()];
    for (int row = 0; row < shape.rows(); row++) {
      kept[row] = kept(row, random);
      Arrays.setAll(codes[row], i -> random.nextInt(32) - 16);
      Arrays.setAll(indices[row], i -> random.nextInt(8));
      Arrays.setAll(zeroPoints[row], i -> random.nextInt(32) - 16);
      for (int i = 0; i < groups; i++) {
        scales[row][i] = half(random);
      }
    }
    for (int i = 0; i < w.length; i++) {
      w[i] = half(random);
    }
    for (int i = 0; i < entries.length; i++) {
      entries[i] = half(random);
    }
  }

  private static float half(Random random) {
    return FloatCodec.round(DType.F16, (float) random.nextGaussian());
  }

  /** Anywhere: the first row keeps nothing, the second all, each other its own share. */
  private boolean[] kept(int row, Random random) {
    boolean[] kept = new boolean[shape.columns()];
    if (pattern instanceof KeptOf nm) {
      for (int at = 0; at < kept.length; at += nm.group()) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < nm.group(); i++) {
          places.add(at + i);
        }
        Collections.shuffle(places, random);
        places.subList(0, nm.kept()).forEach(i -> kept[i] = true);
      }
      return kept;
    }
    double share = row == 0 ? 0 : row == 1 ? 1 : random.nextDouble();
    for (int i = 0; i < kept.length; i++) {
      kept[i] = random.nextDouble() < share;
    }
    return kept;
  }

  SparseMask mask() {
    return SparseMask.of(shape, pattern, bitmask());
  }

  private byte[] bitmask() {
    int rowBytes = (shape.columns() + 7) / 8;
    byte[] bits = new byte[shape.rows() * rowBytes];
    for (int row = 0; row < shape.rows(); row++) {
      for (int i = 0; i < shape.columns(); i++) {
        if (kept[row][i]) {
          bits[row * rowBytes + i / 8] |= (byte) (1 << i % 8);
        }
      }
    }
    return bits;
  }

  List<WeightTensor> values() {
    return List.of(floats(), codes(), indices());
  }

  DenseTensor floats() {
    return DenseTensor.of(DType.F16, shape, w);
  }

  QuantizedTensor codes() {
    return new QuantizedTensor(
        shape,
        SCHEME,
        DType.F16,
        (firstRow, into) -> {
          for (int row = 0; row < into.rowCount(); row++) {
            for (int i = 0; i < into.columns(); i++) {
              into.codes()[row * into.columns() + i] = (byte) codes[firstRow + row][i];
            }
            for (int i = 0; i < into.groupsPerRow(); i++) {
              into.scales()[row * into.groupsPerRow() + i] = scales[firstRow + row][i];
              into.zeroPoints()[row * into.groupsPerRow() + i] =
                  (byte) zeroPoints[firstRow + row][i];
            }
          }
        });
  }

  CodebookTensor indices() {
    return new CodebookTensor(
        shape,
        codebook,
        DType.F16,
        into -> {
          for (int row = 0; row < into.rowCount(); row++) {
            for (int i = 0; i < into.columns(); i++) {
              into.indices()[row * into.columns() + i] = (byte) indices[into.firstRow() + row][i];
            }
          }
          int first = into.firstCodebook() * codebook.entries();
          int count = into.codebookCount() * codebook.entries();
          System.arraycopy(entries, first, into.entries(), 0, count);
        });
  }

  /** What values of this example mean where they are kept. */
  float[] expected(WeightTensor values) {
    float[] all = new float[w.length];
    for (int i = 0; i < w.length; i++) {
      int row = i / shape.columns();
      int column = i % shape.columns();
      if (!kept[row][column]) {
        continue;
      }
      if (values instanceof DenseTensor) {
        all[i] = w[i];
      } else if (values instanceof QuantizedTensor) {
        int group = column / 6;
        all[i] = (codes[row][column] - zeroPoints[row][group]) * scales[row][group];
      } else {
        all[i] = entries[row / 4 * 8 + indices[row][column]];
      }
    }
    return all;
  }

  SparseTensor storedFloats() {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    List<Long> offsets = new ArrayList<>();
    for (int row = 0; row < shape.rows(); row++) {
      offsets.add((long) compressed.size() / 2);
      for (int i = 0; i < shape.columns(); i++) {
        if (kept[row][i]) {
          compressed.writeBytes(
              SlowBits.floats(DType.F16, new float[] {w[row * shape.columns() + i]}));
        }
      }
    }
    return parts(DType.F16, 0, compressed, offsets).floats();
  }

  SparseTensor storedCodes() {
    QuantizedLayout layout = new QuantizedLayout(shape, SCHEME, DType.F16);
    ByteArrayOutputStream grid = new ByteArrayOutputStream();
    for (float[] row : scales) {
      grid.writeBytes(SlowBits.floats(DType.F16, row));
    }
    int[] words = new int[(int) layout.zeroPointShape().size()];
    byte[] points = new byte[shape.rows() * layout.groups()];
    for (int i = 0; i < points.length; i++) {
      points[i] = (byte) zeroPoints[i / layout.groups()][i % layout.groups()];
    }
    CodePacking.packColumns(points, shape.rows(), layout.groups(), 5, words);
    List<Integer> numbers = Arrays.stream(words).boxed().toList();
    return packed(codes, 16, 5)
        .codes(
            layout,
            ByteSource.of(grid.toByteArray()),
            Optional.of(ByteSource.of(SlowBits.words(numbers, 32))));
  }

  SparseTensor storedIndices() {
    return packed(indices, 0, 3)
        .indices(
            new CodebookLayout(shape, codebook, DType.F16),
            ByteSource.of(SlowBits.floats(DType.F16, entries)));
  }

  private SparseParts packed(int[][] numbers, int offset, int width) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    List<Long> offsets = new ArrayList<>();
    for (int row = 0; row < shape.rows(); row++) {
      offsets.add((long) compressed.size() / 4);
      List<Integer> those = new ArrayList<>();
      for (int i = 0; i < shape.columns(); i++) {
        if (kept[row][i]) {
          those.add(numbers[row][i] + offset);
        }
      }
      compressed.writeBytes(SlowBits.words(those, width));
    }
    return parts(DType.I32, width, compressed, offsets);
  }

  private SparseParts parts(
      DType type, int width, ByteArrayOutputStream compressed, List<Long> offsets) {
    SparseLayout layout =
        new SparseLayout(shape, pattern, type, width, compressed.size() / type.byteSize());
    boolean anywhere = pattern instanceof SparsityPattern.Unstructured;
    return new SparseParts(
        "w",
        layout,
        ByteSource.of(compressed.toByteArray()),
        ByteSource.of(anywhere ? bitmask() : patterns()),
        anywhere ? Optional.of(ByteSource.of(SlowBits.longs(offsets))) : Optional.empty());
  }

  private byte[] patterns() {
    KeptOf nm = (KeptOf) pattern;
    int ways = 1;
    for (int i = 0; i < nm.kept(); i++) {
      ways = ways * (nm.group() - i) / (i + 1);
    }
    int width = (int) Math.ceil(Math.log(ways) / Math.log(2) - 1e-9);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (boolean[] row : kept) {
      List<Integer> numbers = new ArrayList<>();
      for (int at = 0; at < row.length; at += nm.group()) {
        numbers.add(SlowBits.pattern(Arrays.copyOfRange(row, at, at + nm.group())));
      }
      bytes.writeBytes(SlowBits.words(numbers, width));
    }
    return bytes.toByteArray();
  }
}
