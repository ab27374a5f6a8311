package dev.pare.core.tokenizer;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** The whole way from a text to its ids and back. */
final class BpeTokenizer implements Tokenizer {
  private final Vocabulary vocabulary;
  private final AddedTokenSplitter verbatimTokens;
  private final AddedTokenSplitter normalizedTokens;
  private final Normalizer normalizer;
  private final PreTokenizer preTokenizer;
  private final BpeModel model;
  private final Template template;
  private final Decoder decoder;

  BpeTokenizer(
      Vocabulary vocabulary,
      List<AddedToken> addedTokens,
      Normalizer normalizer,
      PreTokenizer preTokenizer,
      BpeModel model,
      Template template,
      Decoder decoder) {
    this.vocabulary = vocabulary;
    this.normalizer = normalizer;
    this.preTokenizer = preTokenizer;
    this.model = model;
    this.template = template;
    this.decoder = decoder;
    verbatimTokens =
        new AddedTokenSplitter(
            addedTokens.stream().filter(token -> !token.normalized()).toList(),
            UnaryOperator.identity());
    normalizedTokens =
        new AddedTokenSplitter(
            addedTokens.stream().filter(AddedToken::normalized).toList(), normalizer::normalize);
  }

  @Override
  public int[] encode(String text, boolean addSpecialTokens) {
    IdList ids = new IdList();
    if (addSpecialTokens) {
      ids.addAll(template.before());
    }
    encode(Unicode.wellFormed(text), ids);
    if (addSpecialTokens) {
      ids.addAll(template.after());
    }
    return ids.toArray();
  }

  private void encode(String text, IdList ids) {
    Pieces words = preTokenizer.onto(model.into(ids));
    verbatimTokens.split(
        text,
        ids::add,
        (from, to) -> {
          String section = normalizer.normalize(text.substring(from, to));
          normalizedTokens.split(
              section,
              ids::add,
              (start, end) -> words.accept(section, start, end, from == 0 && start == 0));
        });
  }

  @Override
  public String decode(int[] ids, boolean skipSpecialTokens) {
    DecodingStream stream = new DecodingStream(vocabulary, decoder, skipSpecialTokens);
    for (int id : ids) {
      stream.add(id);
    }
    return stream.finish();
  }

  @Override
  public StreamingDecoder streamingDecoder(boolean skipSpecialTokens) {
    return new DecodingStream(vocabulary, decoder, skipSpecialTokens);
  }

  @Override
  public int vocabularySize() {
    return vocabulary.size();
  }

  @Override
  public OptionalInt id(String token) {
    return vocabulary.id(token);
  }

  @Override
  public String token(int id) {
    return vocabulary.token(id);
  }

  @Override
  public boolean isSpecial(int id) {
    return vocabulary.isSpecial(id);
  }
}
