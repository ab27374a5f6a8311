package dev.pare.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.calibrate.data.CalibrationText;
import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.models.ComputeType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a step may say of its calibration. */
class CalibrationSettingsTest {
  private static CalibrationSettings read(String json) {
    return CalibrationSettings.read(Json.readObject("step", json));
  }

  @Test
  void filesAreNamedInShortOrWithTheirWeights() {
    CalibrationSettings two = read("{\"calibration\": \"a.txt, b.JSONL\"}");
    assertEquals(
        List.of(
            new CalibrationText(Path.of("a.txt"), false, Optional.empty(), 1),
            new CalibrationText(Path.of("b.JSONL"), true, Optional.empty(), 1)),
        two.texts());
    CalibrationSettings weighted =
        read(
            "{\"calibration\": [\"a.txt\", {\"jsonl\": \"b\", \"field\": \"code\", \"weight\": 3}]}");
    assertEquals(
        new CalibrationText(Path.of("b"), true, Optional.of("code"), 3), weighted.texts().get(1));
  }

  @Test
  void theRestHasDefaults() {
    CalibrationSettings defaults = read("{\"calibration\": \"a.txt\"}");
    assertEquals(128, defaults.samples());
    assertEquals(512, defaults.length());
    assertTrue(defaults.sequential());
    assertEquals(ComputeType.F32, defaults.compute());
    assertEquals(256L << 20, defaults.memory());
    CalibrationSettings others =
        read(
            "{\"calibration\": \"a.txt\", \"samples\": 3, \"length\": 4, \"sequential\": false,"
                + " \"compute\": \"bf16\", \"memory\": 0}");
    assertEquals(3, others.samples());
    assertEquals(4, others.length());
    assertFalse(others.sequential());
    assertEquals(ComputeType.BF16, others.compute());
    assertEquals(0, others.memory());
  }

  @Test
  void whatMakesNoSenseIsRefusedByName() {
    refused("has no calibration", "{}");
    refused("has no calibration", "{\"calibration\": []}");
    refused("empty name", "{\"calibration\": \"a.txt,,b.txt\"}");
    refused("not a mapping", "{\"calibration\": [3]}");
    refused("\"calibration\" is 3", "{\"calibration\": 3}");
    refused("names no file, or two", "{\"calibration\": [{\"weight\": 1}]}");
    refused("names no file, or two", "{\"calibration\": [{\"text\": \"a\", \"jsonl\": \"b\"}]}");
    refused("names no file, or two", "{\"calibration\": [{\"text\": \"a\", \"field\": \"b\"}]}");
    refused("unknown key \"lines\"", "{\"calibration\": [{\"lines\": \"a\"}]}");
    refused("weight 0.0", "{\"calibration\": [{\"text\": \"a\", \"weight\": 0}]}");
    refused("\"weight\" is much", "{\"calibration\": [{\"text\": \"a\", \"weight\": \"much\"}]}");
    refused("\"samples\" is 0", "{\"calibration\": \"a\", \"samples\": 0}");
    refused("\"length\" is 1", "{\"calibration\": \"a\", \"length\": 1}");
    refused("unknown compute \"f16\"", "{\"calibration\": \"a\", \"compute\": \"f16\"}");
    refused("memory -1", "{\"calibration\": \"a\", \"memory\": -1}");
    refused("\"sequential\" is 1", "{\"calibration\": \"a\", \"sequential\": 1}");
    refused("names a file that cannot be", "{\"calibration\": \"a\\u0000b\"}");
    refused("names a file that cannot be", "{\"statistics\": [\"a\\u0000b\"]}");
  }

  private static void refused(String named, String json) {
    PareException e = assertThrows(PareException.class, () -> read(json));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}
