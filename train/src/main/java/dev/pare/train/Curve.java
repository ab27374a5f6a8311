package dev.pare.train;

import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** How a training went: some hundred points, each over the steps since the one before. */
final class Curve {
  private static final int POINTS = 400;

  private final List<Map<String, Object>> points = new ArrayList<>();
  private double loss;
  private double norm;
  private long steps;
  private double since; // seconds of training at the last point

  /** Whether a point is due after a step. */
  static boolean isDue(long step, long steps) {
    return step == steps || step % Math.max(1, steps / POINTS) == 0;
  }

  void add(double stepLoss, double stepNorm) {
    loss += stepLoss;
    norm += stepNorm;
    steps++;
  }

  /**
   * A point after {@code step}.
   *
   * @param tokens trained on so far
   * @param seconds of training so far
   */
  void point(
      long step, long tokens, int stepTokens, double rate, double seconds, OptionalDouble heldOut) {
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("step", step);
    point.put("tokens", tokens);
    point.put("loss", loss / steps);
    point.put("learningRate", rate);
    point.put("gradientNorm", norm / steps);
    point.put("tokensPerSecond", Math.rint(steps * stepTokens / Math.max(1e-9, seconds - since)));
    heldOut.ifPresent(value -> point.put("heldOutLoss", value));
    points.add(point);
    loss = 0;
    norm = 0;
    steps = 0;
    since = seconds;
  }

  /** The last value under a key; NaN where no point has one. */
  double last(String key) {
    for (int i = points.size() - 1; i >= 0; i--) {
      if (points.get(i).get(key) instanceof Number value) {
        return value.doubleValue();
      }
    }
    return Double.NaN;
  }

  List<Map<String, Object>> points() {
    return points;
  }

  /** All of it on one line, for the state. */
  String toLine() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("points", points);
    json.put("loss", loss);
    json.put("norm", norm);
    json.put("steps", steps);
    json.put("since", since);
    return JsonWriting.toLine(json);
  }

  static Curve of(JsonObject json) {
    Curve curve = new Curve();
    json.objects("points").forEach(point -> curve.points.add(point.values()));
    curve.loss = json.number("loss").orElse(0.0);
    curve.norm = json.number("norm").orElse(0.0);
    curve.steps = json.requireInteger("steps");
    curve.since = json.number("since").orElse(0.0);
    return curve;
  }
}
