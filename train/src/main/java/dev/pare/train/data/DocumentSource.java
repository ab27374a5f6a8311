package dev.pare.train.data;

import java.util.OptionalLong;

/** Documents by number: the same number gives the same document, now and in a later run. */
public interface DocumentSource extends AutoCloseable {
  /** How many there are; empty where they are made and never end. */
  OptionalLong size();

  /**
   * @param index from 0, below {@link #size} where there is one
   * @throws dev.pare.core.PareException if it cannot be read
   */
  Document document(long index);

  /**
   * What the documents depend on, such as a file's hash: two sources that say the same are equal.
   */
  String identity();

  @Override
  default void close() {}
}
