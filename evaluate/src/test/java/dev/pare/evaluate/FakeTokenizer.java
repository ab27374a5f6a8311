package dev.pare.evaluate;

import dev.pare.core.tokenizer.StreamingDecoder;
import dev.pare.core.tokenizer.Tokenizer;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** A token a character, counted round the vocabulary; with a start token, that one is id 0. */
record FakeTokenizer(int vocabularySize, boolean startToken, int shift) implements Tokenizer {
  private static final int START = 0;

  FakeTokenizer(int vocabularySize, boolean startToken) {
    this(vocabularySize, startToken, 0);
  }

  @Override
  public int[] encode(String text, boolean addSpecialTokens) {
    int first = startToken ? START + 1 : 0;
    IntStream ids = text.chars().map(c -> first + (c + shift) % (vocabularySize - first));
    IntStream start = startToken && addSpecialTokens ? IntStream.of(START) : IntStream.empty();
    return IntStream.concat(start, ids).toArray();
  }

  @Override
  public String decode(int[] ids, boolean skipSpecialTokens) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OptionalInt id(String token) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String token(int id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isSpecial(int id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StreamingDecoder streamingDecoder(boolean skipSpecialTokens) {
    throw new UnsupportedOperationException();
  }
}
