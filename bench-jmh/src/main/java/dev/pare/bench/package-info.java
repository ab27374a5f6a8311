/**
 * Speed, measured: JMH benchmarks with peers in the same run ({@code bench-jmh/bench}), and {@link
 * dev.pare.bench.RandomModel}, which makes models of real shapes to measure on.
 */
package dev.pare.bench;
