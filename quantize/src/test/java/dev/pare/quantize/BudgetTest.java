package dev.pare.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.Yaml;
import dev.pare.core.recipe.Methods;
import dev.pare.core.recipe.Step;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A budget's keys. */
class BudgetTest {
  private static JsonObject settings(String yaml) {
    return Yaml.readObject("recipe", new StringReader("{" + yaml + "}"), "recipe");
  }

  @ParameterizedTest
  @CsvSource({
    "60MB, 60000000",
    "1.5GB, 1500000000",
    "2 KiB, 2048",
    "3kB, 3000",
    "17, 17",
    "17B, 17",
    "1MiB, 1048576"
  })
  void sizesAreBytes(String text, long bytes) {
    assertEquals(bytes, Budget.read(settings("targetSize: " + text)).size().orElseThrow());
  }

  @Test
  void choicesHaveTheStepsOwnWhereTheySayNothing() {
    Budget budget =
        Budget.read(
            settings(
                "targetBpw: 3, group: 32, symmetric: false,"
                    + " choices: [2, {bits: 3, group: channel}, {symmetric: true}]"));
    List<String> schemes =
        budget.choices().stream()
            .map(choice -> QuantizeSettings.read(choice).scheme().toString())
            .toList();
    assertEquals(List.of("int2 g32 asymmetric", "int3 channel asymmetric", "int4 g32"), schemes);
    assertEquals(6, Budget.read(settings("targetBpw: 3")).choices().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gptq|targetBpw: 0, calibration: t|targetBpw 0.0 is out of range",
        "gptq|targetBpw: 33, calibration: t|targetBpw 33.0 is out of range",
        "gptq|targetBpw: .nan, calibration: t|targetBpw NaN is out of range",
        "gptq|targetBpw: 3, targetSize: 60MB, calibration: t|has two budgets",
        "gptq|targetBpw: 3, bits: 4, calibration: t|has a budget and bits",
        "gptq|targetBpw: 3, rules: [{match: x}], calibration: t|has a budget and rules",
        "gptq|targetBpw: 3, sparsity: 0.5, calibration: t|has a budget and sparsity",
        "gptq|targetSize: 60 Mb, calibration: t|targetSize 60 Mb is no size",
        "gptq|targetSize: 0, calibration: t|targetSize 0 is no size",
        "gptq|targetSize: -5, calibration: t|targetSize -5 is no size",
        "gptq|targetBpw: 3, choices: [], calibration: t|are 0, not 1 to 64",
        "gptq|targetBpw: 3, choices: [9], calibration: t|bits 9 is out of range",
        "gptq|targetBpw: 3, choices: [x], calibration: t|not a mapping",
        "gptq|targetBpw: 3, choices: [{bit: 3}], calibration: t|unknown key \"bit\"",
        "gptq|choices: [3], calibration: t|has choices but no budget",
        "gptq|sensitivities: f.json, calibration: t|has sensitivities but no budget",
        "rtn|targetBpw: 3|has no calibration",
        "rtn|targetBpw: 3, statistics: [f]|has a budget but no calibration",
        "rtn|samples: 3|unknown key \"samples\"",
      })
  void settingsWithoutMeaningAreRefused(String method, String yaml, String message) {
    PareException e =
        assertThrows(
            PareException.class,
            () -> Methods.configure(new Step("quantize", method, settings(yaml))));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
