package dev.pare.evaluate;

import dev.pare.core.PareException;
import dev.pare.core.io.DiskSpace;
import dev.pare.core.io.Hashes;
import dev.pare.core.io.OutputFile;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.progress.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * What a baseline predicts at every counted position of a text, in a file: it runs once, and any
 * number of models are compared with it.
 *
 * <p>The file is little-endian: {@code PARE-ROWS-1} and a line feed; 64 hexadecimal digits, the
 * SHA-256 of all that the rows depend on; log p of each target, f32 [targets]; the rows, log
 * probabilities, f32 [targets, vocabulary].
 */
public final class BaselineRows implements AutoCloseable {
  private static final byte[] MAGIC = "PARE-ROWS-1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = MAGIC.length + 64;

  private final FileRows rows;
  private final float[] logProbabilities; // [targets]
  private final Corpus corpus;

  private BaselineRows(FileRows rows, float[] logProbabilities, Corpus corpus) {
    this.rows = rows;
    this.logProbabilities = logProbabilities;
    this.corpus = corpus;
  }

  /**
   * Runs the baseline. The file appears when all of it is there.
   *
   * @param identity of the baseline: what its figures depend on
   * @throws PareException if the file is there already or the disk has no room, and as for {@link
   *     Perplexity#measure}
   */
  public static void write(
      Path file,
      String identity,
      LanguageModel baseline,
      EvaluationText text,
      PerplexityProtocol protocol,
      Progress progress) {
    Corpus corpus = Corpus.of(text, baseline.tokenizer(), protocol);
    int vocabulary = baseline.config().vocabularySize();
    DiskSpace.require(file, size(corpus, vocabulary));
    try (OutputFile output = new OutputFile(file, false)) {
      FileChannel channel =
          FileChannel.open(
              output.staging(),
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      try (FileRows rows = new FileRows(file, channel, start(corpus), vocabulary)) {
        float[] targets = run(baseline, corpus, rows, progress);
        ByteBuffer head = head(digest(identity, corpus, vocabulary), targets);
        while (head.hasRemaining()) {
          channel.write(head, head.position());
        }
      }
      output.commit();
    } catch (IOException e) {
      throw PareException.unwritable(file, e);
    }
  }

  private static float[] run(
      LanguageModel baseline, Corpus corpus, RowStore rows, Progress progress) {
    Scorer scorer = new Scorer("the baseline", baseline, corpus, progress);
    progress.begin("baseline", corpus.tokens(), "tokens");
    try {
      for (List<Segment> batch : corpus.batches(Scorer.BATCH_TOKENS)) {
        scorer.score(batch, (row, target, values) -> rows.put(target, values));
      }
    } finally {
      progress.end();
    }
    float[] targets = new float[corpus.targets()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (float) scorer.logProbability(i);
    }
    return targets;
  }

  /**
   * Opens the rows of a baseline for a model.
   *
   * @param identity of the baseline
   * @param model whose tokens the text is split into
   * @throws PareException if the file is damaged, or of another baseline, text, protocol or
   *     tokenizer
   */
  public static BaselineRows open(
      Path file,
      String identity,
      LanguageModel model,
      EvaluationText text,
      PerplexityProtocol protocol) {
    Corpus corpus = Corpus.of(text, model.tokenizer(), protocol);
    int vocabulary = model.config().vocabularySize();
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        float[] targets = read(file, channel, digest(identity, corpus, vocabulary), corpus);
        requireSize(file, channel.size(), size(corpus, vocabulary));
        FileRows rows = new FileRows(file, channel, start(corpus), vocabulary);
        return new BaselineRows(rows, targets, corpus);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }

  private static float[] read(Path file, FileChannel channel, String digest, Corpus corpus)
      throws IOException {
    float[] targets = new float[corpus.targets()];
    ByteBuffer expected = head(digest, targets).limit(HEADER);
    ByteBuffer head = head(digest, targets);
    while (head.hasRemaining() && channel.read(head, head.position()) >= 0) {}
    int read = head.flip().limit();
    if (read < MAGIC.length || !head.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw new PareException(file, "holds no rows of a baseline", "name another file");
    }
    if (read < HEADER || !head.slice(0, HEADER).equals(expected)) {
      throw new PareException(
          file,
          "holds rows of another baseline, text, window or tokenizer",
          "name another file, or remove it");
    }
    requireSize(file, read, start(corpus));
    head.position(HEADER).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(targets);
    return targets;
  }

  private static void requireSize(Path file, long size, long expected) {
    if (size != expected) {
      throw new PareException(
          file, "has %,d bytes instead of %,d".formatted(size, expected), "remove it");
    }
  }

  private static ByteBuffer head(String digest, float[] targets) {
    ByteBuffer head =
        ByteBuffer.allocate(HEADER + targets.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    head.put(MAGIC).put(digest.getBytes(StandardCharsets.US_ASCII));
    head.asFloatBuffer().put(targets);
    return head.rewind();
  }

  private static long start(Corpus corpus) {
    return HEADER + (long) corpus.targets() * Float.BYTES;
  }

  private static long size(Corpus corpus, int vocabulary) {
    return start(corpus) + (long) corpus.targets() * vocabulary * Float.BYTES;
  }

  /** Of all that rows depend on. */
  private static String digest(String identity, Corpus corpus, int vocabulary) {
    MessageDigest digest = Hashes.digest();
    digest.update((identity + "\n" + vocabulary + "\n").getBytes(StandardCharsets.UTF_8));
    for (Segment segment : corpus.segments()) {
      int[] ids = segment.tokens().ids();
      ByteBuffer bytes = ByteBuffer.allocate((ids.length + 2) * Integer.BYTES);
      bytes.putInt(ids.length).putInt(segment.firstTarget()).asIntBuffer().put(ids);
      digest.update(bytes.rewind());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  Corpus corpus() {
    return corpus;
  }

  /** By target. */
  RowStore rows() {
    return rows;
  }

  double logProbability(int target) {
    return logProbabilities[target];
  }

  /** The baseline's own, in no time: it has run before. */
  Perplexity perplexity() {
    return Perplexity.of(corpus, logProbabilities, 0);
  }

  @Override
  public void close() {
    rows.close();
  }
}
