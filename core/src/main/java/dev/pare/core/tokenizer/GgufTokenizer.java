package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.gguf.GgufFile;
import dev.pare.core.io.Names;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.tensor.ByteSource;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tokenizer and chat template in a GGUF file as the files that Hugging Face keeps beside a
 * model: {@code tokenizer.json}, {@code tokenizer_config.json}, {@code generation_config.json}.
 * Nothing is read before the first of them is.
 */
public final class GgufTokenizer {
  private static final Set<String> NONE = Set.of("no_vocab", "none");

  private GgufTokenizer() {}

  /**
   * @param rows the rows of the embedding
   * @return the files by name; none where the file has no tokenizer. Reading one fails by name if
   *     the tokenizer is not supported.
   */
  public static Map<String, ByteSource> companions(GgufFile file, long rows) {
    String model = file.metadata().string(GgufKeys.MODEL).orElse("none");
    if (NONE.contains(model)) {
      return Map.of();
    }
    Map<String, ByteSource> companions = new LinkedHashMap<>();
    companions.put("generation_config.json", new MadeBytes(() -> text(generation(file, rows))));
    companions.put(
        "tokenizer.json", new MadeBytes(() -> new GgufTokenizerJson(tokens(file, rows)).bytes()));
    companions.put("tokenizer_config.json", new MadeBytes(() -> text(config(tokens(file, rows)))));
    return companions;
  }

  private static GgufTokens tokens(GgufFile file, long rows) {
    String model = file.metadata().requireString(GgufKeys.MODEL);
    if (!model.equals(GgufKeys.LLAMA) && !model.equals(GgufKeys.GPT2)) {
      throw new PareException(
          file,
          "its tokenizer " + Names.quote(model) + " is not supported",
          "take a model whose tokenizer is llama or gpt2");
    }
    return new GgufTokens(file, rows);
  }

  private static byte[] text(Map<String, Object> json) {
    return JsonWriting.toString(json).getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> generation(GgufFile file, long rows) {
    GgufRoles roles = new GgufRoles(tokens(file, rows));
    Map<String, Object> json = new LinkedHashMap<>();
    roles.start().ifPresent(id -> json.put("bos_token_id", (long) id));
    List<Long> ends = EndOfGeneration.of(file);
    if (!ends.isEmpty()) {
      json.put("eos_token_id", ends.size() == 1 ? ends.get(0) : ends);
    }
    roles.padding().ifPresent(id -> json.put("pad_token_id", (long) id));
    return json;
  }

  private static Map<String, Object> config(GgufTokens tokens) {
    GgufRoles roles = new GgufRoles(tokens);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("add_bos_token", roles.addsStart());
    json.put("add_eos_token", roles.addsEnd());
    roles.start().ifPresent(id -> json.put("bos_token", tokens.tokens()[id]));
    roles.end().ifPresent(id -> json.put("eos_token", tokens.tokens()[id]));
    roles.unknown().ifPresent(id -> json.put("unk_token", tokens.tokens()[id]));
    roles.padding().ifPresent(id -> json.put("pad_token", tokens.tokens()[id]));
    json.put("clean_up_tokenization_spaces", false);
    json.put("tokenizer_class", "PreTrainedTokenizerFast");
    ChatTemplates.putInto(json, tokens.metadata());
    return json;
  }
}
