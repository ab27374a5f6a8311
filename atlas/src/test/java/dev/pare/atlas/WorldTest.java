package dev.pare.atlas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WorldTest {
  @Test
  void counts() {
    World w = World.read();
    w.relations()
        .forEach(
            r ->
                System.err.println(
                    r
                        + " "
                        + w.facts(r).size()
                        + " "
                        + w.pool(w.facts(r).get(0).relation()).size()));
    System.err.println(w.facts().size() + " " + w.triples());
    assertEquals(1, 1);
  }
}
