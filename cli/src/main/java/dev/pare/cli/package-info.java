/**
 * The {@code pare} command: wiring, no logic. {@link dev.pare.cli.Main} first, then a class a
 * command.
 *
 * <p>stdout carries the result, or with {@code --json} one object and nothing else; progress, notes
 * and errors go to stderr. Exit codes: 0 done, 1 failed (one line says what, where, and what to
 * do), 2 wrong usage, 130 interrupted.
 */
package dev.pare.cli;
