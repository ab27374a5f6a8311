/**
 * The seam between engines, which run a model, and all that evaluates or samples one.
 *
 * <p>Reading order: {@link dev.pare.core.lm.LanguageModel}, what goes in ({@link
 * dev.pare.core.lm.TokenSequence}, {@link dev.pare.core.lm.GenerationRequest}), what comes out
 * ({@link dev.pare.core.lm.LogitSink}, {@link dev.pare.core.lm.TokenSink}), {@link
 * dev.pare.core.lm.Sampler}, {@link dev.pare.core.lm.Session}, {@link
 * dev.pare.core.lm.AttentionProbe}. An engine is held to {@code LanguageModelContract}.
 */
package dev.pare.core.lm;
