package dev.pare.train.bpe;

import dev.pare.core.json.JsonWriting;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tokenizer.WordRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A vocabulary as the files that Hugging Face keeps beside a model. */
final class BpeFiles {
  private final Bpe bpe;
  private final List<String> special;
  private final WordRule words;

  BpeFiles(Bpe bpe) {
    this.bpe = bpe;
    special = bpe.settings().specialTokens();
    words = WordRule.named("vocabulary", bpe.settings().words());
  }

  /** The files by name. */
  Map<String, String> texts() {
    return Map.of(
        "tokenizer.json", JsonWriting.toString(tokenizer()),
        "tokenizer_config.json", JsonWriting.toString(config()));
  }

  Map<String, ByteSource> all() {
    Map<String, ByteSource> files = new LinkedHashMap<>();
    texts()
        .forEach(
            (name, text) -> files.put(name, ByteSource.of(text.getBytes(StandardCharsets.UTF_8))));
    return files;
  }

  private Map<String, Object> tokenizer() {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("version", "1.0");
    file.put("truncation", null);
    file.put("padding", null);
    file.put("added_tokens", added());
    file.putAll(words.json());
    file.put("post_processor", startToken());
    file.put("model", model());
    return file;
  }

  /** A text begins after what ended the one before it, as documents do in training. */
  private Map<String, Object> startToken() {
    String start = special.get(0);
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("id", start);
    token.put("ids", List.of((long) bpe.specialId(0)));
    token.put("tokens", List.of(start));
    Map<String, Object> template = new LinkedHashMap<>();
    template.put("type", "TemplateProcessing");
    template.put("single", started("A", 0));
    template.put(
        "pair", Stream.of(started("A", 0), started("B", 1)).flatMap(List::stream).toList());
    template.put("special_tokens", Map.of(start, token));
    return template;
  }

  private List<Object> started(String sequence, long type) {
    return List.of(
        Map.of("SpecialToken", piece(special.get(0), type)),
        Map.of("Sequence", piece(sequence, type)));
  }

  private static Map<String, Object> piece(String id, long type) {
    Map<String, Object> piece = new LinkedHashMap<>();
    piece.put("id", id);
    piece.put("type_id", type);
    return piece;
  }

  private List<Object> added() {
    List<Object> added = new ArrayList<>();
    for (String content : special) {
      Map<String, Object> token = new LinkedHashMap<>();
      token.put("id", (long) bpe.specialId(added.size()));
      token.put("content", content);
      token.put("single_word", false);
      token.put("lstrip", false);
      token.put("rstrip", false);
      token.put("normalized", false);
      token.put("special", true);
      added.add(token);
    }
    return added;
  }

  private Map<String, Object> model() {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    model.put("dropout", null);
    model.put("unk_token", null);
    model.put("continuing_subword_prefix", null);
    model.put("end_of_word_suffix", null);
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("ignore_merges", words.ignoreMerges());
    Map<String, Object> vocabulary = new LinkedHashMap<>();
    bpe.tokens().forEach(token -> vocabulary.put(token, (long) vocabulary.size()));
    model.put("vocab", vocabulary);
    model.put("merges", bpe.merges().stream().map(m -> List.of(m.left(), m.right())).toList());
    return model;
  }

  private Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("add_bos_token", true);
    config.put("add_prefix_space", false);
    config.put("bos_token", special.get(0));
    config.put("eos_token", special.get(0));
    config.put("pad_token", special.get(0));
    config.put("clean_up_tokenization_spaces", false);
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    return config;
  }
}
