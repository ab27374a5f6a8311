/**
 * How good one generated answer is, from 0 to 1.
 *
 * <p>Entry class: {@link dev.pare.evaluate.metric.AnswerMetrics}, which finds an {@link
 * dev.pare.evaluate.metric.AnswerMetric} by name. Reading order: {@code PlainText} and {@link
 * dev.pare.evaluate.metric.NormalForm} (what counts as the same text), {@code ExactMatch}, {@code
 * TokenF1}, {@code FactoidHit}, {@code Mentions}, {@link dev.pare.evaluate.metric.RougeL} (answers
 * against references), {@link dev.pare.evaluate.metric.OptionLetter}, {@link
 * dev.pare.evaluate.metric.NumericAnswer}, {@link dev.pare.evaluate.metric.FirstLine} (what an
 * answer is, in a longer text), {@link dev.pare.evaluate.metric.Constraint} (what an instruction
 * asks for), {@link dev.pare.evaluate.metric.Choice} (likelihoods in place of text).
 *
 * <p>A metric sees the generated text alone, never the prompt, and no metric rewards an empty
 * answer. How far scores can be trusted is {@code dev.pare.evaluate.statistics}' part.
 */
package dev.pare.evaluate.metric;
