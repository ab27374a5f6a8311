package dev.pare.atlas;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Facts drawn as often as the mix says of their {@link Exposure}. */
final class FactDraws {
  private final World world;
  private final Mix mix;
  private final Weighted<Fact> all;
  private final Map<String, Weighted<Fact>> byRelation = new HashMap<>();

  FactDraws(World world, Mix mix) {
    this.world = world;
    this.mix = mix;
    all = weighted(world.facts());
    world.relations().forEach(name -> byRelation.put(name, weighted(world.facts(name))));
  }

  private Weighted<Fact> weighted(List<Fact> facts) {
    return new Weighted<>(facts, fact -> mix.exposure().get(fact.exposure()));
  }

  /** Any fact. */
  Fact draw(Chance chance) {
    return all.draw(chance);
  }

  /** A fact of a relation. */
  Fact draw(Chance chance, String relation) {
    return byRelation.get(relation).draw(chance);
  }

  /** A fact to choose the object of. */
  Fact drawForChoice(Chance chance) {
    Fact fact = draw(chance);
    while (fact.heldFromChoices() || !Options.possible(world, fact)) {
      fact = draw(chance);
    }
    return fact;
  }

  /** A fact that something can be called false of. */
  Fact drawForTruth(Chance chance) {
    Fact fact = draw(chance);
    while (fact.heldFromChoices() || fact.relation().open()) {
      fact = draw(chance);
    }
    return fact;
  }

  /** Different facts of one subject. */
  List<Fact> drawOfOneSubject(Chance chance, int count) {
    Fact first = draw(chance);
    List<Fact> left = new ArrayList<>(world.alongside(first));
    left.remove(first);
    List<Fact> drawn = new ArrayList<>(List.of(first));
    while (drawn.size() < count && !left.isEmpty()) {
      Fact next = weighted(left).draw(chance);
      left.remove(next);
      drawn.add(next);
    }
    return drawn;
  }

  /** Other objects of the fact's relation: none of them right. */
  List<Term> wrong(Chance chance, Fact fact, int count) {
    List<Term> pool = world.pool(fact.relation());
    List<Term> wrong = new ArrayList<>();
    for (Term term : chance.some(Math.min(pool.size(), count + fact.objects().size() + 5), pool)) {
      if (wrong.size() < count && !fact.accepts(term)) {
        wrong.add(term);
      }
    }
    return wrong;
  }
}
