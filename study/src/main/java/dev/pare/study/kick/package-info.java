/**
 * {@code pare study kick}: LLM-KICK's study of pruning, on any model.
 *
 * <p>Entry class: {@link dev.pare.study.kick.KickStudy}. Reading order: {@link
 * dev.pare.study.kick.Pruner} and {@link dev.pare.study.kick.Amount} (a cell is one at the other),
 * {@code Examination} (what every model is asked), {@code CellJson} and {@link
 * dev.pare.study.kick.CellResult} (what a cell found), {@code CellStore} (kept from run to run),
 * {@link dev.pare.study.kick.KickResult}, {@link dev.pare.study.kick.MatchingEnd} (where matching
 * ends), {@code PaperChecks} (which of the paper's findings hold here), {@code KickFigure}.
 */
package dev.pare.study.kick;
