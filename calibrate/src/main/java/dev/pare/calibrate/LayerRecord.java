package dev.pare.calibrate;

import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.json.JsonObject;
import dev.pare.core.tensor.WeightTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a layer fared.
 *
 * @param relativeError Σ(w − ŵ)² / Σw²
 */
record LayerRecord(
    LayerId id, long bytesBefore, double relativeError, AppliedStep.Calibration calibration) {
  static LayerRecord read(JsonObject json) {
    return new LayerRecord(
        new LayerId(json.requireInt("block", 0), json.requireString("name")),
        json.requireInteger("bytesBefore"),
        json.number("relativeError").orElse(Double.NaN),
        new AppliedStep.Calibration(
            json.number("loss").orElse(Double.NaN),
            json.number("damping").orElse(Double.NaN),
            json.requireString("note"),
            json.number("seconds").orElse(Double.NaN),
            json.requireInteger("peakRssBytes")));
  }

  Map<String, Object> describe() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("block", id.block());
    json.put("name", id.name());
    json.put("bytesBefore", bytesBefore);
    json.put("relativeError", relativeError);
    json.put("loss", calibration.loss());
    json.put("damping", calibration.damping());
    json.put("note", calibration.note());
    json.put("seconds", calibration.seconds());
    json.put("peakRssBytes", calibration.peakRssBytes());
    return json;
  }

  AppliedStep.Layer layer(WeightTensor after) {
    return new AppliedStep.Layer(
        id.name(),
        after.encoding(),
        bytesBefore,
        after.byteSize(),
        relativeError,
        Optional.of(calibration));
  }

  /** For people who watch. */
  String line(WeightTensor after) {
    String damped =
        calibration.damping() == 0 ? "" : ", damping %.3g".formatted(calibration.damping());
    String note = calibration.note().isEmpty() ? "" : "; " + calibration.note();
    return "%s: %s, loss %.3g, error %.3g%s, %.1f s, peak %,d MB%s"
        .formatted(
            id.name(),
            after.encoding(),
            calibration.loss(),
            relativeError,
            damped,
            calibration.seconds(),
            calibration.peakRssBytes() / 1_000_000,
            note);
  }
}
