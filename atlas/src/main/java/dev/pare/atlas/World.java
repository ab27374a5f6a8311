package dev.pare.atlas;

import dev.pare.core.PareException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All that atlas is to know: countries of the world, chemical elements, works of art and the people
 * behind them. Names are written in plain ASCII, as an English keyboard has them.
 */
public final class World {
  private static final List<String> TABLES = List.of("countries", "elements", "works", "people");
  private static final List<String> DOMAINS = List.of("countries", "elements", "arts");

  private final List<Fact> facts;
  private final Map<String, Fact> byId;
  private final Map<String, List<Fact>> byRelation;
  private final Map<String, List<Fact>> bySubject;
  private final Map<String, List<Term>> pools;

  private World(List<Fact> facts) {
    this.facts = facts;
    byId = facts.stream().collect(Collectors.toMap(Fact::id, Function.identity()));
    byRelation = grouped(fact -> fact.relation().name());
    bySubject = grouped(World::subjectKey);
    pools = new LinkedHashMap<>();
    byRelation.forEach((name, all) -> pools.put(name, pool(all)));
  }

  /** Reads the tables in the jar. */
  public static World read() {
    WorldReader reader = new WorldReader(TABLES);
    DOMAINS.forEach(reader::read);
    return new World(reader.facts());
  }

  private Map<String, List<Fact>> grouped(Function<Fact, String> key) {
    return facts.stream()
        .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
  }

  private static List<Term> pool(List<Fact> facts) {
    Set<Term> pool = new LinkedHashSet<>();
    facts.forEach(fact -> pool.addAll(fact.objects()));
    return List.copyOf(pool);
  }

  private static String subjectKey(Fact fact) {
    return fact.relation().subjectKind() + "/" + fact.subject();
  }

  public List<Fact> facts() {
    return facts;
  }

  /** The relations' names, in a lasting order. */
  public Collection<String> relations() {
    return byRelation.keySet();
  }

  /**
   * @throws PareException if there is no such relation
   */
  public List<Fact> facts(String relation) {
    List<Fact> found = byRelation.get(relation);
    if (found == null) {
      throw new PareException(
          "relation " + relation, "is not known", "use " + String.join(", ", relations()));
    }
    return found;
  }

  /**
   * @param id as {@link Fact#id} gives it
   * @throws PareException if there is no such fact
   */
  public Fact fact(String id) {
    Fact found = byId.get(id);
    if (found == null) {
      throw new PareException("fact " + id, "is not known", "write it relation/subject");
    }
    return found;
  }

  /** All that is told of the fact's subject, itself included. */
  List<Fact> alongside(Fact fact) {
    return bySubject.get(subjectKey(fact));
  }

  /** The relation's objects, each once. */
  List<Term> pool(Relation relation) {
    return pools.get(relation.name());
  }

  /** Subject, relation and object, as often as there are objects. */
  public int triples() {
    return facts.stream().mapToInt(fact -> fact.objects().size()).sum();
  }
}
