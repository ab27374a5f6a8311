/**
 * Questions put to a model, and what its answers are worth.
 *
 * <p>Entry class: {@link dev.pare.evaluate.task.Evaluation}. Reading order: {@link
 * dev.pare.evaluate.task.Task} (data: YAML), {@link dev.pare.evaluate.task.Tasks} (those that come
 * with Pare), {@code TaskReader}, {@code LoadedTask} (the samples that were chosen), {@code
 * Prompts} (their text), {@code PairEncoder} and {@code Fitting} (their tokens), {@code Answering}
 * (one model, batch by batch), {@code AnswerFile} (what it said, kept for the next run), {@link
 * dev.pare.evaluate.task.TaskResult} (scores).
 *
 * <p>Models are seen only as {@link dev.pare.core.lm.LanguageModel}; no engine is known here.
 */
package dev.pare.evaluate.task;
