/**
 * Experiments that cross methods with evaluation.
 *
 * <p>Entry class: {@link dev.pare.study.FactStudy}: which facts of atlas's world a model lost.
 * Reading order: {@link dev.pare.study.AskedFact}, {@link dev.pare.study.FactGroup}, {@code
 * FactAnswers} (reads them out of a result of {@code pare evaluate}). Package {@link
 * dev.pare.study.kick} is {@code pare study kick}, {@link dev.pare.study.demo} {@code pare demo}.
 */
package dev.pare.study;
