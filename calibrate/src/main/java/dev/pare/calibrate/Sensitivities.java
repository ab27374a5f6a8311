package dev.pare.calibrate;

import dev.pare.core.PareException;
import dev.pare.core.io.OutputFile;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What each weight of a model costs it in each of some encodings: a table that is measured once and
 * serves any budget. Kept as one JSON object, {@code format}, {@code of}, {@code weights}.
 *
 * @param of what it was measured on and with, by name; two tables with the same are the same
 * @param weights in checkpoint order
 */
public record Sensitivities(Map<String, Object> of, List<Weight> weights) {
  static final String FORMAT = "pare-sensitivities-1";
  private static final String AGAIN = "remove it, or give another name, to measure anew";

  /**
   * A weight in one of the encodings.
   *
   * @param bytes all of it
   * @param loss what the layer's outputs lost on the calibration, relative: {@link
   *     CompressedLinear#loss}; of a table of rows, what its values lost
   */
  public record Option(String encoding, long bytes, double loss) {
    private Map<String, Object> describe() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("encoding", encoding);
      json.put("bytes", bytes);
      json.put("loss", loss);
      return json;
    }

    private static Option read(JsonObject json) {
      return new Option(
          json.requireString("encoding"), json.requireInteger("bytes"), measured(json, "loss"));
    }
  }

  /**
   * One weight.
   *
   * @param kl what the model loses a token, in nats, when only this weight is encoded otherwise:
   *     the mean of Σ p (log p − log q), p the model's own distribution
   * @param reference the option that {@code kl} was measured with
   * @param options one for each encoding asked about
   */
  public record Weight(String name, double kl, int reference, List<Option> options) {
    public Weight {
      options = List.copyOf(options);
    }

    /**
     * What the model is expected to lose when only this weight has that encoding: the divergence is
     * of second order in what the weight loses, and so is the loss, hence kl · loss / loss of the
     * reference; 0 where that is 0.
     */
    public double expectedKl(int option) {
      double measured = options.get(reference).loss();
      return measured == 0 ? 0 : kl * options.get(option).loss() / measured;
    }

    /**
     * With the divergence that it turned out to make.
     *
     * @throws PareException if that is no number
     */
    Weight with(double measured) {
      WeightLosses.requireNumber(name, measured);
      return new Weight(name, measured, reference, options);
    }

    Map<String, Object> describe() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", name);
      json.put("kl", kl);
      json.put("reference", (long) reference);
      json.put("options", options.stream().map(Option::describe).toList());
      return json;
    }

    /**
     * @throws PareException if a number is missing or cannot be
     */
    static Weight read(JsonObject json) {
      List<Option> options = json.objects("options").stream().map(Option::read).toList();
      int reference = json.requireInt("reference", 0);
      if (reference >= options.size()) {
        throw new PareException(json.source(), "has no option " + reference, AGAIN);
      }
      return new Weight(json.requireString("name"), measured(json, "kl"), reference, options);
    }
  }

  private static double measured(JsonObject json, String key) {
    double value = json.number(key).orElse(Double.NaN);
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new PareException(json.source(), key + " " + value + " cannot be", AGAIN);
    }
    return value;
  }

  public Sensitivities {
    of = Map.copyOf(of);
    weights = List.copyOf(weights);
  }

  /**
   * Which option to measure a weight's divergence with: the one but smallest, for there the loss is
   * large enough to be measured and small enough to be of second order; the smallest where that one
   * loses nothing.
   */
  static int reference(List<Option> options) {
    List<Integer> sorted =
        IntStream.range(0, options.size())
            .boxed()
            .sorted(Comparator.comparingLong(i -> options.get(i).bytes()))
            .toList();
    int second = sorted.get(Math.min(1, sorted.size() - 1));
    return options.get(second).loss() > 0 ? second : sorted.get(0);
  }

  void write(Path file) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.put("of", new TreeMap<>(of));
    json.put("weights", weights.stream().map(Weight::describe).toList());
    try (OutputFile output = new OutputFile(file, false)) {
      JsonWriting.write(json, output.staging());
      output.commit();
    }
  }

  /**
   * Reads a table.
   *
   * @param of what it must have been measured on and with
   * @throws PareException if it was measured on or with something else, or is damaged
   */
  static Sensitivities read(Path file, Map<String, Object> of) {
    JsonObject json = Json.readObject(file);
    if (!FORMAT.equals(json.string("format").orElse(""))) {
      throw new PareException(file, "holds no sensitivities of this Pare", AGAIN);
    }
    Map<String, Object> found = json.requireObject("of").values();
    for (Map.Entry<String, Object> expected : of.entrySet()) {
      if (!text(expected.getValue()).equals(text(found.get(expected.getKey())))) {
        throw new PareException(file, "was measured with another " + expected.getKey(), AGAIN);
      }
    }
    return new Sensitivities(of, json.objects("weights").stream().map(Weight::read).toList());
  }

  private static String text(Object value) {
    return JsonWriting.toLine(Collections.singletonMap("value", value));
  }
}
