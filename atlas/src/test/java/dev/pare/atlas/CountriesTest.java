package dev.pare.atlas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Our table of countries against its own laws, and against another's, value by value. */
class CountriesTest {
  private static final World WORLD = World.read();

  /** What the other table has under another name. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "East Timor", "Timor-Leste",
          "DR Congo", "DR Congo",
          "the Republic of the Congo", "Congo",
          "Turkey", "Türkiye");

  /** Regions of the United Nations, which the other table divides further, or names otherwise. */
  private static final Map<String, Set<String>> REGIONS =
      Map.ofEntries(
          Map.entry("North Africa", Set.of("Northern Africa")),
          Map.entry("East Africa", Set.of("Eastern Africa")),
          Map.entry("Central Africa", Set.of("Middle Africa")),
          Map.entry("West Africa", Set.of("Western Africa")),
          Map.entry("the Caribbean", Set.of("Caribbean")),
          Map.entry("Northern America", Set.of("North America")),
          Map.entry("East Asia", Set.of("Eastern Asia")),
          Map.entry("South Asia", Set.of("Southern Asia")),
          Map.entry("Southeast Asia", Set.of("South-Eastern Asia")),
          Map.entry("West Asia", Set.of("Western Asia")),
          Map.entry(
              "Eastern Europe", Set.of("Eastern Europe", "Central Europe", "Southeast Europe")),
          Map.entry(
              "Southern Europe", Set.of("Southern Europe", "Southeast Europe", "Central Europe")),
          Map.entry("Western Europe", Set.of("Western Europe", "Central Europe")));

  private static final String DIFFERENT =
      """
      capital/Bolivia: the government sits in La Paz
      capital/Eswatini: the executive sits in Mbabane
      capital/Sri Lanka: the parliament sits in Kotte
      currency-code/Bulgaria: the euro came on 1 January 2026
      currency-code/Micronesia: the other table has none
      currency-code/Sierra Leone: new leones since 2022
      currency-code/Zimbabwe: the ZiG came in 2024
      currency/Antigua and Barbuda: its central bank calls itself East Caribbean
      currency/Bulgaria: the euro came on 1 January 2026
      currency/Dominica: its central bank calls itself East Caribbean
      currency/Grenada: its central bank calls itself East Caribbean
      currency/Micronesia: the other table has none
      currency/Saint Kitts and Nevis: its central bank calls itself East Caribbean
      currency/Saint Lucia: its central bank calls itself East Caribbean
      currency/Saint Vincent and the Grenadines: its central bank calls itself East Caribbean
      currency/Zimbabwe: the ZiG came in 2024
      currency/the United Arab Emirates: named by its adjective
      demonym/Antigua and Barbuda: two words where the other has one phrase, or one of them
      demonym/Bosnia and Herzegovina: two words where the other has one phrase, or one of them
      demonym/Cape Verde: another form of the same word is commoner
      demonym/Djibouti: another form of the same word is commoner
      demonym/Ecuador: another form of the same word is commoner
      demonym/Guinea-Bissau: another form of the same word is commoner
      demonym/Kyrgyzstan: another form of the same word is commoner
      demonym/Saint Kitts and Nevis: two words where the other has one phrase, or one of them
      demonym/Suriname: another form of the same word is commoner
      demonym/Tajikistan: another form of the same word is commoner
      demonym/Trinidad and Tobago: two words where the other has one phrase, or one of them
      demonym/the Comoros: another form of the same word is commoner
      demonym/the Maldives: another form of the same word is commoner
      language/Algeria: Tamazight is official since 2016
      language/Austria: German is told as one language
      language/Burkina Faso: Mossi is the language of most
      language/Iraq: Kurdish is official; the other table names its largest dialect
      language/Mali: Bambara is the language of most
      language/Moldova: its constitution says Romanian since 2023
      language/Nauru: the language is Nauruan
      language/Niger: Hausa is the national language since 2025
      language/North Macedonia: Albanian is official since 2019
      language/Norway: Norwegian is told as one language
      language/Rwanda: Swahili is official since 2017
      language/Switzerland: German is told as one language
      language/Zimbabwe: Ndebele is told as one language
      region/Cyprus: the United Nations count it in Western Asia
      region/Mexico: the United Nations count it in Central America
      region/South Sudan: the United Nations count it in Eastern Africa
      """;

  /** Every difference, with its reason. */
  private static final Map<String, String> DIFFERENCES = differences();

  private static Map<String, String> differences() {
    Map<String, String> reasons = new HashMap<>();
    DIFFERENT
        .lines()
        .map(line -> line.split(": "))
        .forEach(parts -> reasons.put(parts[0], parts[1]));
    return reasons;
  }

  @Test
  void neighboursAreMutual() {
    for (Fact fact : WORLD.facts("neighbour")) {
      for (Term neighbour : fact.objects()) {
        Fact back = WORLD.fact("neighbour/" + neighbour.text());
        assertTrue(back.accepted().contains(fact.subject()), fact.id() + " " + neighbour.text());
      }
    }
  }

  @Test
  void agreesWithAnotherTable() throws IOException {
    Map<String, JsonObject> theirs = theirs();
    Set<String> found = new TreeSet<>();
    for (Fact country : WORLD.facts("side")) {
      JsonObject their = theirs.get(name(country.subject()));
      String subject = country.subject();
      compare(found, "capital", subject, their.strings("capital"));
      compare(
          found,
          "currency-code",
          subject,
          their.object("currencies").map(JsonObject::keys).orElse(Set.of()));
      compare(found, "currency", subject, names(their.requireObject("currencies")));
      compare(found, "language", subject, strings(their.requireObject("languages")));
      compare(found, "calling-code", subject, codes(their.requireObject("idd")));
      compare(found, "domain", subject, their.strings("tld"));
      compare(found, "country-code", subject, List.of(their.requireString("cca3")));
      JsonObject english = their.requireObject("demonyms").requireObject("eng");
      compare(found, "demonym", subject, strings(english));
      compare(found, "region", subject, List.of(their.requireString("subregion")));
      compareContinent(found, subject, their.requireString("region"));
    }
    Set<String> unexplained = new TreeSet<>(found);
    unexplained.removeAll(DIFFERENCES.keySet());
    assertEquals(Set.of(), unexplained);
    Set<String> settled = new TreeSet<>(DIFFERENCES.keySet());
    settled.removeAll(found);
    assertEquals(Set.of(), settled);
  }

  @Test
  void bordersAgreeWithAnotherTable() throws IOException {
    Map<String, JsonObject> theirs = theirs();
    Map<String, String> ours = new HashMap<>();
    WORLD
        .facts("side")
        .forEach(f -> ours.put(theirs.get(name(f.subject())).requireString("cca3"), f.subject()));
    Map<String, Set<String>> borders = new HashMap<>();
    WORLD.facts("neighbour").forEach(fact -> borders.put(fact.subject(), texts(fact)));
    for (Map.Entry<String, String> country : ours.entrySet()) {
      Set<String> expected = new TreeSet<>(theirs.get(name(country.getValue())).strings("borders"));
      expected.retainAll(ours.keySet());
      Set<String> names = new TreeSet<>();
      expected.forEach(code -> names.add(ours.get(code)));
      boolean adamsBridge = Set.of("India", "Sri Lanka").contains(country.getValue()); // shoals
      if (!adamsBridge) {
        assertEquals(names, borders.getOrDefault(country.getValue(), Set.of()), country.getValue());
      }
    }
  }

  private static Map<String, JsonObject> theirs() throws IOException {
    String text = Files.readString(Shared.require("data/countries/countries.json"));
    Map<String, JsonObject> theirs = new HashMap<>();
    for (JsonObject country :
        Json.readObject("countries", "{\"all\":" + text + "}").objects("all")) {
      theirs.put(plain(country.requireObject("name").requireString("common")), country);
    }
    return theirs;
  }

  private static String name(String ours) {
    return plain(OTHER_NAMES.getOrDefault(ours, ours));
  }

  /** Lower case without marks, articles and what transcription varies in. */
  private static String plain(String text) {
    String marked = text.replace("ʻ", "'").replace("đ", "d").replace("ł", "l").replace("ı", "i");
    return Normalizer.normalize(marked, Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT)
        .replaceFirst("^the ", "")
        .replace("saint ", "st. ")
        .replaceAll("[. ']", "");
  }

  private static void compare(
      Set<String> found, String relation, String subject, Collection<String> theirs) {
    Fact fact = fact(relation, subject);
    if (fact == null) {
      return;
    }
    Set<String> known = new HashSet<>();
    theirs.forEach(value -> known.add(plain(value)));
    for (Term object : fact.objects()) {
      Set<String> names = new HashSet<>(object.accepted());
      names.addAll(REGIONS.getOrDefault(object.text(), Set.of()));
      boolean same =
          names.stream()
              .map(CountriesTest::plain)
              .anyMatch(ours -> known.stream().anyMatch(their -> agree(relation, ours, their)));
      if (!same) {
        found.add(fact.id());
      }
    }
  }

  /** A currency may lack its country's adjective. */
  private static boolean agree(String relation, String ours, String theirs) {
    return theirs.equals(ours)
        || (relation.equals("currency") && theirs.endsWith(ours))
        || (relation.equals("language") && theirs.startsWith(ours + "("))
        || (relation.equals("currency") && theirs.replace("soberano", "").endsWith(ours));
  }

  private static void compareContinent(Set<String> found, String subject, String theirs) {
    Set<String> ours = texts(WORLD.fact("continent/" + subject));
    boolean america = theirs.equals("Americas") && ours.toString().contains("America");
    if (!america && !ours.contains(theirs)) {
      found.add("continent/" + subject);
    }
  }

  private static Fact fact(String relation, String subject) {
    return WORLD.facts(relation).stream()
        .filter(fact -> fact.subject().equals(subject))
        .findFirst()
        .orElse(null);
  }

  private static Set<String> texts(Fact fact) {
    Set<String> texts = new TreeSet<>();
    fact.objects().forEach(object -> texts.add(object.text()));
    return texts;
  }

  private static List<String> codes(JsonObject idd) {
    List<String> codes = new ArrayList<>(List.of(idd.requireString("root")));
    idd.strings("suffixes").forEach(suffix -> codes.add(idd.requireString("root") + suffix));
    return codes;
  }

  private static List<String> names(JsonObject currencies) {
    return currencies.keys().stream()
        .map(code -> currencies.requireObject(code).requireString("name"))
        .toList();
  }

  private static List<String> strings(JsonObject object) {
    return object.keys().stream().map(object::requireString).toList();
  }
}
