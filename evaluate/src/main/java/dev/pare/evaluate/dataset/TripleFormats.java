package dev.pare.evaluate.dataset;

import dev.pare.core.PareException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Facts as their authors publish them: {@code subject}, {@code relation}, {@code object}. */
final class TripleFormats {
  private TripleFormats() {}

  /** Subject, relation and object between tabs, without a header, as FB15k, WN18RR and CoDEx. */
  static void lines(Path file, Consumer<Map<String, Object>> records) {
    try (Tsv tsv = new Tsv(file)) {
      for (List<String> row = tsv.next(); row != null; row = tsv.next()) {
        if (row.size() != 3) {
          throw new PareException(
              tsv.where(),
              "has " + row.size() + " fields, not subject, relation and object",
              "put one tab between each two");
        }
        records.accept(Map.of("subject", row.get(0), "relation", row.get(1), "object", row.get(2)));
      }
    }
  }

  /**
   * ParaRel (arXiv 2102.01017): the file's name is the relation, {@code P36.jsonl}; the first
   * pattern of the file of that name in the folder {@code patterns} beside the file's own is the
   * sentence for it ({@code statement}).
   */
  static void pararel(Path file, Consumer<Map<String, Object>> records) {
    String name = file.getFileName().toString();
    String relation = name.replaceFirst("\\.jsonl$", "");
    Path patterns = file.toAbsolutePath().getParent().resolveSibling("patterns").resolve(name);
    if (!Files.isRegularFile(patterns)) {
      throw new PareException(
          file, "has no patterns at " + patterns, "keep ParaRel's folders as they are published");
    }
    List<String> statements = new ArrayList<>();
    JsonRecords.ofLines(patterns, pattern -> statements.add(pattern.requireString("pattern")));
    if (statements.isEmpty()) {
      throw new PareException(patterns, "has no pattern", "check the file");
    }
    JsonRecords.ofLines(
        file,
        fact ->
            records.accept(
                Map.of(
                    "subject",
                    fact.requireString("sub_label"),
                    "relation",
                    relation,
                    "object",
                    fact.requireString("obj_label"),
                    "statement",
                    statements.get(0))));
  }
}
