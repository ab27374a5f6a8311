/**
 * How well a model predicts a text, and how far it is from the model it was made of.
 *
 * <p>Entry classes: {@link dev.pare.evaluate.Perplexity} and {@link dev.pare.evaluate.Divergence}.
 * Reading order: {@link dev.pare.evaluate.PerplexityProtocol} (what is counted), {@code Corpus} (a
 * text cut that way), {@code Scorer} (one model over it), {@link dev.pare.evaluate.Estimate} (means
 * and their standard errors), {@code Comparison} (two models, row by row).
 *
 * <p>Models are seen only as {@link dev.pare.core.lm.LanguageModel}; no engine is known here.
 */
package dev.pare.evaluate;
