package dev.pare.core.tokenizer;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.tensor.ByteSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tokenizer as the metadata of a GGUF file: the keys {@code tokenizer.*} that llama.cpp needs to
 * give the same ids. {@code docs/gguf.md} says what becomes of what.
 *
 * <p>A tokenizer that spells bytes becomes a {@code gpt2}, with its merges and the name of its
 * pre-tokenizer; one with SentencePiece's spaces and byte tokens becomes a {@code llama}, with
 * scores that amount to its merges.
 */
public final class GgufVocabulary {
  private final TokenizerParts parts;
  private final String where;
  private final String[] tokens;
  private final int[] types;
  private final Map<String, Object> metadata = new LinkedHashMap<>();

  private GgufVocabulary(TokenizerParts parts, int rows) {
    this.parts = parts;
    this.where = parts.source();
    int size = parts.vocabulary().size();
    if (size > rows) {
      throw refused(
          "the tokenizer has " + size + " tokens for an embedding of " + rows + " rows",
          "take the tokenizer that belongs to the model");
    }
    tokens = new String[rows];
    types = new int[rows];
  }

  /**
   * The metadata in the order in which llama.cpp's converter writes them: String, Boolean, Integer
   * (an id, to be stored as UINT32), {@code List<String>}, {@code float[]} and {@code int[]} (the
   * token types, to be stored as INT32). Empty rows of the embedding become unused tokens {@code
   * [PAD7]}.
   *
   * @param companions the files that belong to the model, by name
   * @param vocabularyRows the rows of the embedding
   * @param where what to name in errors
   * @throws PareException if there is no tokenizer, or one that GGUF cannot hold, by what it is
   *     that it cannot hold
   */
  public static Map<String, Object> metadata(
      Map<String, ByteSource> companions, int vocabularyRows, Object where) {
    TokenizerParts parts = Tokenizers.parts(companions, where);
    GgufVocabulary vocabulary = new GgufVocabulary(parts, vocabularyRows);
    vocabulary.putTokens();
    new SpecialTokens(companions, parts).putInto(vocabulary.metadata);
    ChatTemplates.putInto(vocabulary.metadata, companions, where);
    return vocabulary.metadata;
  }

  private void putTokens() {
    fillTokens();
    boolean spells =
        PreTokenizerReader.steps(parts.json()).stream()
            .anyMatch(step -> step.requireString("type").equals("ByteLevel"));
    if (spells) {
      putKind(GgufKeys.GPT2, PreTokenizations.of(where, parts.json()).name());
      metadata.put(GgufKeys.TYPES, types);
      metadata.put(GgufKeys.MERGES, merges());
    } else {
      boolean addSpace = SentencePieces.addsSpace(parts);
      putKind(GgufKeys.LLAMA, "default");
      metadata.put(GgufKeys.SCORES, MergeScores.of(parts, tokens));
      metadata.put(GgufKeys.TYPES, types);
      metadata.put(GgufKeys.ADD_SPACE_PREFIX, addSpace);
      markBytesAndUnknown();
    }
  }

  private void putKind(String model, String pre) {
    metadata.put(GgufKeys.MODEL, model);
    metadata.put(GgufKeys.PRE, pre);
    metadata.put(GgufKeys.TOKENS, List.of(tokens));
  }

  private void fillTokens() {
    Vocabulary vocabulary = parts.vocabulary();
    for (int id = 0; id < tokens.length; id++) {
      boolean empty = id >= vocabulary.size();
      tokens[id] = empty ? padding(id) : vocabulary.token(id);
      types[id] = empty ? GgufKeys.TYPE_UNUSED : GgufKeys.TYPE_NORMAL;
    }
    for (AddedToken token : parts.added()) {
      types[token.id()] = token.special() ? GgufKeys.TYPE_CONTROL : GgufKeys.TYPE_USER_DEFINED;
    }
  }

  private void markBytesAndUnknown() {
    for (int b = 0; b < 256; b++) {
      String token = SymbolTable.byteToken(b);
      types[parts.model().require(where, token)] = GgufKeys.TYPE_BYTE;
    }
    parts
        .json()
        .requireObject("model")
        .string("unk_token")
        .ifPresent(token -> types[parts.model().require(where, token)] = GgufKeys.TYPE_UNKNOWN);
  }

  /** A name that no token has. */
  private String padding(int id) {
    String name = "[PAD" + id + "]";
    while (parts.vocabulary().id(name).isPresent()) {
      name += "_";
    }
    return name;
  }

  private List<String> merges() {
    MergeTable.of(where, parts.model(), parts.merges()); // refuses what is not in the vocabulary
    List<String> lines = new ArrayList<>(parts.merges().size());
    parts
        .merges()
        .forEach(
            (chars, from, middle, to) -> {
              String left = new String(chars, from, middle - from);
              String right = new String(chars, middle, to - middle);
              if (left.isEmpty() || right.isEmpty() || left.contains(" ") || right.contains(" ")) {
                throw refused(
                    "the merge of "
                        + Names.quote(left)
                        + " and "
                        + Names.quote(right)
                        + " has no place in GGUF",
                    "keep the Hugging Face folder");
              }
              lines.add(left + " " + right);
            });
    return lines;
  }

  private PareException refused(String what, String remedy) {
    return new PareException(where, what, remedy);
  }
}
