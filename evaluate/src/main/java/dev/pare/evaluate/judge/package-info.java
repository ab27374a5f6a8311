/**
 * What another model thinks of generated answers.
 *
 * <p>Entry class: {@link dev.pare.evaluate.judge.Judging}, after an evaluation. Reading order:
 * {@link dev.pare.evaluate.judge.Judge} (who is asked), {@code JudgePrompts} (what), {@code
 * RatingReader} and {@code PreferenceReader} (what the reply means), {@code Replies} (kept for the
 * next run), {@code AxisRating} and {@code PairRating} (one answer), {@link
 * dev.pare.evaluate.judge.JudgedTask} (all of them), {@link dev.pare.evaluate.judge.JudgedRow}
 * (figures).
 */
package dev.pare.evaluate.judge;
