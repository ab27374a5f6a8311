package dev.pare.train.data;

import java.util.OptionalLong;
import java.util.function.LongFunction;

/** Documents that a function makes of their numbers. */
record MadeDocuments(OptionalLong size, LongFunction<Document> maker) implements DocumentSource {
  @Override
  public Document document(long index) {
    return maker.apply(index);
  }

  @Override
  public String identity() {
    return "made";
  }
}
