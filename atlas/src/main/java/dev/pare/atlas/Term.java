package dev.pare.atlas;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Something that facts name.
 *
 * @param text as it stands in running text: with the article that belongs to a name, with quotation
 *     marks around a title
 * @param aliases other names of it
 */
public record Term(String text, List<String> aliases) {
  public Term {
    aliases = List.copyOf(aliases);
  }

  /** All that is right as an answer, the usual form first: also without article or quotes. */
  public Set<String> accepted() {
    Set<String> accepted = new LinkedHashSet<>(List.of(text));
    accepted.addAll(aliases);
    for (String name : List.copyOf(accepted)) {
      accepted.add(name.replaceFirst("^the ", "").replace("\"", ""));
    }
    return accepted;
  }
}
