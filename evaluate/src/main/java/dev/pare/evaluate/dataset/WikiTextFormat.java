package dev.pare.evaluate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * WikiText (arXiv 1609.07843) as stories to sum up: of each article the first paragraph is the
 * summary ({@code answers}), and what follows, without headings, is the {@code story}: whole
 * sentences, as many as have at most 300 words. An article of less than 50 words beside its first
 * paragraph has nothing to sum up and is left out.
 *
 * <p>A line {@code = Title = } begins an article if it begins with a capital, or the line before
 * ended a sentence: the files hold formulas that were torn apart at their equals signs. Of the
 * tokenization {@code @-@}, {@code @,@} and {@code @.@} are undone.
 */
final class WikiTextFormat {
  private static final int LONGEST_STORY = 300;
  private static final int SHORTEST_STORY = 50;

  private static final Pattern TITLE = Pattern.compile("= [^=]+ =");
  private static final Pattern HEADING = Pattern.compile("= .* =");
  private static final Pattern SENTENCE_END = Pattern.compile("[.!?][.!?'\")\\]]*");
  private static final Pattern ENDED = Pattern.compile(".*[.!?:;|'\")\\]”]");
  private static final Pattern JOINED = Pattern.compile(" @([-,.])@ ");

  private final Consumer<Map<String, Object>> records;
  private String title = "";
  private final List<String> paragraphs = new ArrayList<>();

  private WikiTextFormat(Consumer<Map<String, Object>> records) {
    this.records = records;
  }

  static void read(Path file, Consumer<Map<String, Object>> records) {
    WikiTextFormat articles = new WikiTextFormat(records);
    try (Lines lines = new Lines(file, null)) {
      String before = ".";
      for (String line = lines.next(); line != null; line = lines.next()) {
        String text = line.strip();
        if (!text.isEmpty()) {
          articles.line(text, ended(before));
          before = text;
        }
      }
    }
    articles.end();
  }

  private static boolean ended(String line) {
    return HEADING.matcher(line).matches() || ENDED.matcher(line).matches();
  }

  private void line(String text, boolean afterSentence) {
    boolean capital = text.length() > 2 && Character.isUpperCase(text.charAt(2));
    if ((capital || afterSentence) && TITLE.matcher(text).matches()) {
      end();
      title = text.substring(2, text.length() - 2);
    } else if (!HEADING.matcher(text).matches()) {
      paragraphs.add(JOINED.matcher(text).replaceAll("$1"));
    }
  }

  private void end() {
    if (paragraphs.size() > 1) {
      String story = story(paragraphs.subList(1, paragraphs.size()));
      if (words(story) >= SHORTEST_STORY) {
        records.accept(
            Map.of("title", title, "story", story, Sample.ANSWERS, List.of(paragraphs.get(0))));
      }
    }
    paragraphs.clear();
  }

  private static int words(String text) {
    return text.isBlank() ? 0 : text.strip().split("\\s+").length;
  }

  private static String story(List<String> paragraphs) {
    StringBuilder story = new StringBuilder();
    int left = LONGEST_STORY;
    for (String paragraph : paragraphs) {
      String kept = sentences(paragraph, left);
      if (!kept.isEmpty()) {
        story.append(story.isEmpty() ? "" : "\n").append(kept);
      }
      left -= words(kept);
      if (kept.length() < paragraph.length()) {
        break;
      }
    }
    return story.toString();
  }

  /** A paragraph's first sentences, as many as have so few words. */
  private static String sentences(String paragraph, int most) {
    String[] words = paragraph.split("\\s+");
    if (words.length <= most) {
      return paragraph;
    }
    int end = 0;
    for (int i = 0; i < most; i++) {
      if (SENTENCE_END.matcher(words[i]).matches()) {
        end = i + 1;
      }
    }
    return String.join(" ", List.of(words).subList(0, end));
  }
}
