package dev.pare.core.chat;

import dev.pare.core.PareException;
import java.time.Clock;

/**
 * One run of a template: where it is, and what it may still do. Every step, character and list item
 * that it makes costs one unit or a few, so that neither time nor memory follows a hostile
 * template.
 */
final class Rendering {
  /** A hundred times what the largest template takes for a short chat; a fraction of a second. */
  static final long WORK = 32_000_000;

  /** Work that each character of the conversation adds. */
  static final int WORK_PER_CHARACTER = 64;

  /** Of calls, blocks and operators within each other: a thread of 512 kB has room for them. */
  static final int MAX_DEPTH = 500;

  /** Of lists and maps within each other. */
  static final int MAX_NESTED_VALUES = 100;

  /** The largest range, as in Jinja's sandbox. */
  static final int MAX_RANGE = 100_000;

  private final Object where;
  private final Clock clock;
  private long work;
  private int depth;
  private int line = 1;

  Rendering(Object where, Clock clock, long work) {
    this.where = where;
    this.clock = clock;
    this.work = work;
  }

  Clock clock() {
    return clock;
  }

  int line() {
    return line;
  }

  void at(int line) {
    this.line = line;
  }

  void enter() {
    charge(4);
    if (++depth > MAX_DEPTH) {
      throw fault("calls and blocks are nested more than " + MAX_DEPTH + " deep");
    }
  }

  void leave() {
    depth--;
  }

  void charge(long units) {
    work -= units;
    if (units < 0 || work < 0) {
      work = 0;
      throw fault("takes more work than a chat template may");
    }
  }

  /** Refuses values within each other that are deeper than anyone needs. */
  void checkNesting(int levels) {
    if (levels > MAX_NESTED_VALUES) {
      throw fault("lists and maps are nested more than " + MAX_NESTED_VALUES + " deep");
    }
  }

  void append(StringBuilder out, String text) {
    charge(text.length());
    out.append(text);
  }

  PareException fault(String what) {
    return fault(what, "correct the template, or give another with --chat-template FILE");
  }

  PareException fault(String what, String remedy) {
    return new PareException(where + " line " + line, what, remedy);
  }
}
