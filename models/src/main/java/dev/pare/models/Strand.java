package dev.pare.models;

import dev.pare.core.lm.TokenSequence;
import java.util.List;

/**
 * What the model reads for one or more sequences of a batch: those that it holds the whole input
 * of.
 *
 * @param members numbers of the sequences
 * @param longest one of them
 * @param length how many of its tokens are read
 */
record Strand(List<Integer> members, TokenSequence longest, int length) {
  int id(int position) {
    return longest.ids()[position];
  }
}
