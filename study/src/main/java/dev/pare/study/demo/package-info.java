/**
 * {@code pare demo}: one small model compressed in several ways, each held against the dense one by
 * what it knows and by perplexity.
 *
 * <p>Entry class: {@link dev.pare.study.demo.Demo}. Reading order: {@link
 * dev.pare.study.demo.Ladder} (how to compress: a method joins in a line), {@link
 * dev.pare.study.demo.Calibration} (what methods are shown), {@link dev.pare.study.demo.Variant}
 * (what one compression left), {@link dev.pare.study.demo.Departure} and {@link
 * dev.pare.study.demo.Findings} (what leaves matching where, in sentences), {@link
 * dev.pare.study.demo.Comparison} (methods beside each other), {@link
 * dev.pare.study.demo.DemoResult}.
 */
package dev.pare.study.demo;
