package dev.pare.atlas;

import org.junit.jupiter.api.Test;

class WorldTest {
  public static void main(String[] a) {
    World w = World.read();
    w.relations().forEach(r -> System.out.println(r + " " + w.facts(r).size() + " " + w.pool(w.facts(r).get(0).relation()).size()));
    System.out.println(w.facts().size() + " " + w.triples());
    if (a.length > 2 && a[2].contains("ITEMS")) for (Gate g : Gate.values()) { System.out.println("=== " + g + " " + new WorldQuestions(w).items(g, 1, 100000/ (g.ofFacts()?1:1000)).size()); new WorldQuestions(w).items(g, 1, Integer.parseInt(a[1])).forEach(i -> System.out.println("--\n" + i.prompt() + "|" + i.answers() + i.choices() + i.right() + i.checks())); }
    WorldText t = new WorldText(w, Mix.bundled(), Long.parseLong(a[0]));
    for (Kind k : Kind.values()) { if (a.length>2 && !a[2].contains(k.name())) continue;
      System.out.println("=== " + k);
      for (int i = 0; i < Integer.parseInt(a[1]); i++) System.out.println("--\n" + t.document(k, i).text());
    }
  }
}
