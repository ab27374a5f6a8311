package dev.pare.evaluate.triple;

import dev.pare.evaluate.metric.NormalForm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Facts, each once, and what can be told of them. Names are the same where their {@linkplain
 * NormalForm normal forms} are: "The Beatles" and "Beatles".
 *
 * <p>What is no fact here is taken to be false, but for the facts of a relation read backwards: in
 * many ([X] and [Y] are twin cities) those hold too, and are neither asked nor denied.
 */
public final class KnowledgeGraph {
  private record Asked(String subject, String relation) {}

  private final List<Triple> triples = new ArrayList<>();
  private final Set<Triple> known = new HashSet<>(); // names in their normal forms
  private final Map<String, String> forms = new HashMap<>(); // by name
  private final Map<String, List<Triple>> bySubject = new LinkedHashMap<>();
  private final Map<String, List<Triple>> byRelation = new LinkedHashMap<>();
  private final Map<Asked, List<String>> objects = new HashMap<>();
  private final Map<String, Wording> wordings;

  /**
   * @param wordings by relation; one without is said by its name
   */
  public KnowledgeGraph(Collection<Triple> triples, Map<String, Wording> wordings) {
    this.wordings = Map.copyOf(wordings);
    for (Triple triple : triples) {
      if (known.add(formed(triple.subject(), triple.relation(), triple.object()))) {
        this.triples.add(triple);
        String subject = form(triple.subject());
        bySubject.computeIfAbsent(subject, none -> new ArrayList<>()).add(triple);
        byRelation.computeIfAbsent(triple.relation(), none -> new ArrayList<>()).add(triple);
        Asked asked = new Asked(subject, triple.relation());
        objects.computeIfAbsent(asked, none -> new ArrayList<>()).add(triple.object());
      }
    }
  }

  private String form(String name) {
    return forms.computeIfAbsent(name, KnowledgeGraph::words);
  }

  /** In its normal form, between spaces: of whole words one can be looked for in another. */
  private static String words(String text) {
    return " " + NormalForm.TRIVIA_QA.of(text) + " ";
  }

  private Triple formed(String subject, String relation, String object) {
    return new Triple(form(subject), relation, form(object));
  }

  /** All facts, in the files' order. */
  public List<Triple> triples() {
    return Collections.unmodifiableList(triples);
  }

  /** All relations, in the files' order. */
  public Set<String> relations() {
    return Collections.unmodifiableSet(byRelation.keySet());
  }

  public List<Triple> of(String relation) {
    return Collections.unmodifiableList(byRelation.getOrDefault(relation, List.of()));
  }

  /** The facts that have a name for their subject. */
  public List<Triple> about(String subject) {
    return Collections.unmodifiableList(bySubject.getOrDefault(form(subject), List.of()));
  }

  /** All objects that a relation leads to from a subject. */
  public List<String> objects(String subject, String relation) {
    return Collections.unmodifiableList(
        objects.getOrDefault(new Asked(form(subject), relation), List.of()));
  }

  public boolean holds(String subject, String relation, String object) {
    return known.contains(formed(subject, relation, object));
  }

  /** Whether it is a fact, or would be one read backwards. */
  public boolean mayHold(String subject, String relation, String object) {
    return holds(subject, relation, object) || holds(object, relation, subject);
  }

  /** Whether a text has a name in it, as whole words. */
  public boolean tells(String text, String name) {
    String said = forms.get(text);
    return (said == null ? words(text) : said).contains(form(name));
  }

  /** Whether neither of two names is a part of the other. */
  public boolean apart(String a, String b) {
    return !tells(a, b) && !tells(b, a);
  }

  public Wording wording(String relation) {
    Wording wording = wordings.get(relation);
    return wording == null
        ? new Wording(relation, Wording.plain(relation), Optional.empty())
        : wording;
  }

  public String statement(Triple triple) {
    return wording(triple.relation()).statement(triple.subject(), triple.object());
  }
}
