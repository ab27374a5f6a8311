/**
 * Learns a byte-level BPE vocabulary from text and writes it as {@code tokenizer.json}.
 *
 * <p>Enter at {@link dev.pare.train.bpe.BpeTrainer}; what it is asked for is {@link
 * dev.pare.train.bpe.BpeSettings}, what it gives {@link dev.pare.train.bpe.Bpe}. Inside, texts
 * become {@code WordCounts}, these {@code Symbols} with their {@code Pairs}, which {@code Merging}
 * joins, the most frequent ({@code PairQueue}) first.
 */
package dev.pare.train.bpe;
