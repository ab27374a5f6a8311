package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads GPT-2's older pair of files, which leave its settings unsaid. */
final class Gpt2Files {
  private static final String END_OF_TEXT = "<|endoftext|>";

  private Gpt2Files() {}

  /**
   * @param source what to name in errors
   * @param vocab the text of {@code vocab.json}
   * @param merges the text of {@code merges.txt}
   */
  static TokenizerParts read(String source, String vocab, String merges) {
    TokenTable vocabulary = vocabulary(Json.readObject(source + " vocab.json", vocab));
    List<AddedToken> added =
        Stream.of(END_OF_TEXT)
            .filter(token -> vocabulary.id(token) != TokenTable.NONE)
            .map(token -> AddedToken.special(vocabulary.id(token), token))
            .toList();
    Map<String, Object> byteLevel = Map.of("type", "ByteLevel", "add_prefix_space", false);
    Map<String, Object> settings =
        Map.of("model", Map.of(), "pre_tokenizer", byteLevel, "decoder", byteLevel);
    return TokenizerParts.of(
        source,
        new JsonObject(source + " merges.txt", settings),
        vocabulary,
        pairs(source + " merges.txt", merges),
        added);
  }

  private static TokenTable vocabulary(JsonObject json) {
    TokenTable vocabulary = new TokenTable();
    json.keys().forEach(token -> vocabulary.add(token, json.requireInt(token, 0)));
    return vocabulary;
  }

  private static PairList pairs(String source, String merges) {
    PairList pairs = new PairList();
    merges
        .lines()
        .filter(line -> !line.startsWith("#version") && !line.isEmpty())
        .forEach(
            line -> {
              if (!pairs.addLine(line.toCharArray(), 0, line.length())) {
                throw new PareException(
                    source, "\"" + line + "\" is not a merge of two tokens", "correct the file");
              }
            });
    return pairs;
  }
}
