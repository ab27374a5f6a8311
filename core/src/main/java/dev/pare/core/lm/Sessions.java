package dev.pare.core.lm;

/** A capability of a {@link LanguageModel} that can keep a conversation's state. */
public interface Sessions {
  /** A new session, with nothing in it; the caller closes it. */
  Session openSession();
}
