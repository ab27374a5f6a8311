package dev.pare.evaluate.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pare.core.testing.Shared;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files that people have: as many records as other programs count in them, all well-formed. */
final class PublishedDataTest {
  @ParameterizedTest
  @CsvSource({
    "mmlu, mmlu/**.csv, 9474",
    "llm-adapters, llm_adapters/ARC-Easy/test.json, 2376",
    "llm-adapters, llm_adapters/ARC-Challenge/test.json, 1172",
    "llm-adapters, llm_adapters/openbookqa/test.json, 500",
    "llm-adapters, llm_adapters/piqa/test.json, 1838",
    "llm-adapters, llm_adapters/winogrande/test.json, 1267",
    "llm-adapters, llm_adapters/boolq/test.json, 3270",
    "nq-open, nq_open/NQ-open.dev.jsonl, 3610",
    "blimp, blimp/*.jsonl, 6700",
    "gsm8k, gsm8k/train.jsonl, 7473",
    "opentriviaqa, 'opentriviaqa/{animals,music,sports}', 9785",
    "pararel, pararel/facts/*.jsonl, 14240",
    "csv, banking77/test.csv, 3080",
    "vicuna, vicuna80_llmkick/question.jsonl, 80",
    "mt-bench, mt_bench/question.jsonl, 80",
    "wikitext, wikitext2/wikitext-test.txt, 60"
  })
  void readsAll(String format, String glob, int count) throws IOException {
    Path root = Shared.require("data");
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    List<Sample> samples = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> matcher.matches(root.relativize(f))).toList()) {
        DatasetFormat.named("t", format, Map.of()).read(file, file.toString(), samples::add);
      }
    }
    assertEquals(count, samples.size());
    for (Sample sample : samples) {
      if (sample.fields().containsKey(Sample.CHOICES)) {
        sample.answerIndex();
      } else if (sample.fields().containsKey(Sample.ANSWERS)) {
        assertFalse(sample.texts(Sample.ANSWERS).isEmpty());
      }
    }
  }
}
