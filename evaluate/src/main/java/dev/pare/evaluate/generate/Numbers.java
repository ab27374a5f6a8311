package dev.pare.evaluate.generate;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.List;

/** Options that are an integer, or a list of them which take turns. */
final class Numbers {
  private Numbers() {}

  /**
   * @param usual what stands for the option where it is not given
   * @throws PareException if one is no integer from {@code least} to {@code most}, or none is given
   */
  static List<Integer> read(
      JsonObject options, String key, int least, int most, List<Integer> usual) {
    Object value = options.values().get(key);
    if (value == null) {
      return usual;
    }
    List<?> values = value instanceof List<?> list ? list : List.of(value);
    boolean right =
        !values.isEmpty()
            && values.stream().allMatch(n -> n instanceof Long i && i >= least && i <= most);
    if (!right) {
      throw new PareException(
          options.source(),
          "\"" + key + "\" is " + shown(value),
          "write an integer from " + least + " to " + most + ", or a list of them");
    }
    return values.stream().map(n -> ((Long) n).intValue()).toList();
  }

  /** One integer. */
  static int one(JsonObject options, String key, int least, int most, int usual) {
    List<Integer> read = read(options, key, least, most, List.of(usual));
    if (read.size() > 1) {
      throw new PareException(
          options.source(), "\"" + key + "\" is " + shown(read), "write one integer");
    }
    return read.get(0);
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
