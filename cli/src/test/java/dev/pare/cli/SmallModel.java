package dev.pare.cli;

import dev.pare.core.checkpoint.CheckpointWriter;
import dev.pare.core.config.Family;
import dev.pare.core.io.OutputFolder;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.DType;
import dev.pare.core.testing.RandomCheckpoint;
import dev.pare.core.testing.SmallFamily;
import dev.pare.core.testing.SmallLlama;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Random models in folders, with a tokenizer whose tokens are the characters of ASCII. */
final class SmallModel {
  /** Three special tokens, the line feed, and the printable characters. */
  static final int VOCABULARY = 3 + 1 + ('~' - ' ' + 1);

  private SmallModel() {}

  static RandomCheckpoint checkpoint() {
    return checkpoint(Map.of());
  }

  /**
   * @param changes keys of config.json that differ
   */
  static RandomCheckpoint checkpoint(Map<String, Object> changes) {
    Map<String, Object> settings = new HashMap<>(changes);
    settings.putIfAbsent("vocab_size", (long) VOCABULARY);
    return withTokenizer(SmallLlama.of(DType.F32, settings, 7));
  }

  static RandomCheckpoint checkpoint(Family family) {
    return withTokenizer(
        SmallFamily.of(family, DType.F32, Map.of("vocab_size", (long) VOCABULARY), 7));
  }

  private static RandomCheckpoint withTokenizer(RandomCheckpoint model) {
    return model.withCompanion(
        "tokenizer.json", JsonWriting.toString(tokenizer()).getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a model to a folder that is not there yet. */
  static Path write(RandomCheckpoint model, Path folder) {
    try (OutputFolder target = new OutputFolder(folder, false)) {
      new CheckpointWriter(model).write(target.staging(), 1, Progress.none());
      target.commit();
    }
    return folder;
  }

  private static Map<String, Object> tokenizer() {
    Map<String, Object> vocabulary = new LinkedHashMap<>();
    for (String token : List.of("<unk>", "<s>", "</s>", "\n")) {
      vocabulary.put(token, vocabulary.size());
    }
    for (char c = ' '; c <= '~'; c++) {
      vocabulary.put(String.valueOf(c), vocabulary.size());
    }
    Map<String, Object> template =
        Map.of(
            "type",
            "TemplateProcessing",
            "single",
            List.of(
                Map.of("SpecialToken", Map.of("id", "<s>", "type_id", 0)),
                Map.of("Sequence", Map.of("id", "A", "type_id", 0))),
            "special_tokens",
            Map.of("<s>", Map.of("id", "<s>", "ids", List.of(1), "tokens", List.of("<s>"))));
    return Map.of(
        "added_tokens",
        List.of(special(0, "<unk>"), special(1, "<s>"), special(2, "</s>")),
        "post_processor",
        template,
        "decoder",
        Map.of("type", "Fuse"),
        "model",
        Map.of("type", "BPE", "unk_token", "<unk>", "vocab", vocabulary, "merges", List.of()));
  }

  private static Map<String, Object> special(int id, String token) {
    return Map.of(
        "id",
        id,
        "content",
        token,
        "single_word",
        false,
        "lstrip",
        false,
        "rstrip",
        false,
        "normalized",
        false,
        "special",
        true);
  }
}
