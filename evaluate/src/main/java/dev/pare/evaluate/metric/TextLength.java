package dev.pare.evaluate.metric;

/** How long a text is, as people count. */
public final class TextLength {
  private TextLength() {}

  /** Stretches between white space that hold a letter or a digit: a bullet or a dash is no word. */
  public static int words(String text) {
    return (int)
        NormalForm.words(text).stream()
            .filter(word -> word.codePoints().anyMatch(Character::isLetterOrDigit))
            .count();
  }
}
