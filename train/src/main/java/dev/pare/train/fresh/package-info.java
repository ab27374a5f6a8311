/**
 * Models to train from nothing: {@link dev.pare.train.fresh.FreshModel} makes the random weights of
 * a {@link dev.pare.train.fresh.ModelDescription} and writes them with a tokenizer as a Hugging
 * Face folder.
 */
package dev.pare.train.fresh;
