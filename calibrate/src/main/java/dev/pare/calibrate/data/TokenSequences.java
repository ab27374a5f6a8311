package dev.pare.calibrate.data;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.io.Hashes;
import dev.pare.models.ComputeType;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a model is calibrated on: sequences of tokens, all of one length.
 *
 * @param ids one array a sequence
 * @param sources the texts they are from, as {@code pare.json} has them
 * @param sha256 of all ids in their order, four bytes each, the highest first
 */
public record TokenSequences(List<int[]> ids, List<Map<String, Object>> sources, String sha256) {
  /**
   * Takes sequences from texts, from each in proportion to its weight.
   *
   * @param count of sequences
   * @param seed of the choice
   * @throws dev.pare.core.PareException if a text cannot be read or is too short, or the model has
   *     no tokenizer
   */
  public static TokenSequences read(
      List<CalibrationText> texts, int count, int length, Checkpoint model, long seed) {
    return read(texts, count, length, model, seed, GenerationSettings.standard());
  }

  /**
   * The same, where the model may write some itself.
   *
   * @param generation how it does
   */
  public static TokenSequences read(
      List<CalibrationText> texts,
      int count,
      int length,
      Checkpoint model,
      long seed,
      GenerationSettings generation) {
    TokenEncoder encoder = new TokenEncoder(model);
    int[] counts = counts(texts, count);
    List<int[]> all = new ArrayList<>();
    List<Map<String, Object>> sources = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      CalibrationText text = texts.get(i);
      try (SequenceSource source =
          text.isGenerated()
              ? new GeneratedText(model, encoder, generation, String.valueOf(i + 1))
              : text.open(encoder)) {
        if (counts[i] > 0) {
          all.addAll(source.sequences(counts[i], length, new Random(seed + i)));
        }
        sources.add(text.describe(source.sha256()));
      }
    }
    return new TokenSequences(List.copyOf(all), List.copyOf(sources), hash(all));
  }

  /** How many sequences each text gives: up to the text, its share of the count, rounded. */
  static int[] counts(List<CalibrationText> texts, int count) {
    double total = texts.stream().mapToDouble(CalibrationText::weight).sum();
    int[] counts = new int[texts.size()];
    double weight = 0;
    int given = 0;
    for (int i = 0; i < counts.length; i++) {
      weight += texts.get(i).weight();
      counts[i] = (int) Math.round(count * weight / total) - given;
      given += counts[i];
    }
    return counts;
  }

  /** How long the model will take to write what it is to write itself; 0 for nothing. */
  public static double generationSeconds(
      List<CalibrationText> texts, int count, int length, Checkpoint model, ComputeType compute) {
    int[] counts = counts(texts, count);
    int written = 0;
    for (int i = 0; i < counts.length; i++) {
      written += texts.get(i).isGenerated() ? counts[i] : 0;
    }
    return written == 0
        ? 0
        : GeneratedText.seconds(model, new TokenEncoder(model), compute, written, length);
  }

  /** Of all ids in their order, four bytes each. */
  static String hash(List<int[]> sequences) {
    MessageDigest digest = Hashes.digest();
    for (int[] sequence : sequences) {
      ByteBuffer bytes = ByteBuffer.allocate(sequence.length * Integer.BYTES);
      bytes.asIntBuffer().put(sequence);
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
