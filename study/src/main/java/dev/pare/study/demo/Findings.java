package dev.pare.study.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a method's ladder shows: what leaves matching where, and whether families or perplexity do
 * so first.
 *
 * @param method whose ladder it is
 * @param families each family's departure, in the suite's order
 * @param perplexity that of perplexity
 */
public record Findings(String method, List<Departure> families, Departure perplexity) {
  public Findings {
    families = List.copyOf(families);
  }

  /** The families' departures and perplexity's. */
  public List<Departure> departures() {
    return Stream.concat(families.stream(), Stream.of(perplexity)).toList();
  }

  private static OptionalInt first(List<Departure> departures) {
    return departures.stream().flatMapToInt(departure -> departure.first().stream()).min();
  }

  /** Families or perplexity, whichever comes first, and what might have come before. */
  public String whoLeavesFirst() {
    OptionalInt family = first(families);
    OptionalInt perplexed = perplexity.first();
    int none = perplexity.steps().size();
    int first = Math.min(family.orElse(none), perplexed.orElse(none));
    if (first == none) {
      return Phrases.capital(
          "nothing is shown to leave matching down to "
              + rung(none - 1)
              + before(none, none)
              + ".");
    }
    boolean familyLeads = family.isPresent() && family.getAsInt() == first;
    boolean perplexityLeads = perplexed.isPresent() && perplexed.getAsInt() == first;
    int asked = perplexityLeads && !familyLeads ? family.orElse(none) : first;
    String told;
    if (familyLeads && perplexityLeads) {
      told = "%s and perplexity leave together, at %s".formatted(leaving(first), rung(first));
    } else if (familyLeads) {
      told = "%s first, at %s; %s".formatted(leaves(first), rung(first), perplexityThen(first));
    } else {
      told = "perplexity leaves first, at %s; %s".formatted(rung(first), familiesThen(family));
    }
    return Phrases.capital(told + before(asked, first) + ".");
  }

  /** The last size before anything is shown to leave; empty if something leaves at the first. */
  public Optional<String> keepsDownTo() {
    int left = first(departures()).orElse(perplexity.steps().size());
    return left == 0 ? Optional.empty() : Optional.of(rung(left - 1));
  }

  private String rung(int index) {
    return perplexity.steps().get(index).rung();
  }

  private List<String> names(int rung) {
    return families.stream()
        .filter(family -> family.first().isPresent() && family.first().getAsInt() == rung)
        .map(Departure::measure)
        .toList();
  }

  private String leaving(int rung) {
    return String.join(", ", names(rung));
  }

  private String leaves(int rung) {
    List<String> names = names(rung);
    return Phrases.and(names) + (names.size() == 1 ? " leaves" : " leave");
  }

  private String perplexityThen(int rung) {
    String there =
        switch (perplexity.steps().get(rung).verdict()) {
          case YES -> "perplexity is within 5 % there";
          case UNDECIDED -> "perplexity cannot be decided there";
          default -> "perplexity has no verdict there";
        };
    OptionalInt later = perplexity.first();
    return there
        + (later.isPresent() ? " and leaves at " + rung(later.getAsInt()) : " and stays so far");
  }

  private String familiesThen(OptionalInt family) {
    return family.isPresent()
        ? "of the families %s first, at %s"
            .formatted(leaves(family.getAsInt()), rung(family.getAsInt()))
        : "no family is shown to leave";
  }

  /** What is undecided above the rung told of it might have left before. */
  private String before(int familyRung, int perplexityRung) {
    String open =
        Stream.concat(
                families.stream().map(family -> undecided(family, familyRung)),
                Stream.of(undecided(perplexity, perplexityRung)))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    return open.isEmpty() ? "" : " (undecided before that: " + open + ")";
  }

  private static String undecided(Departure departure, int rung) {
    List<String> rungs = departure.undecidedAbove(rung);
    return rungs.isEmpty() ? "" : departure.measure() + " at " + Phrases.and(rungs);
  }

  Map<String, Object> json() {
    OptionalInt first = first(departures());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("method", method);
    json.put("departures", departures().stream().map(Departure::json).toList());
    json.put("firstAt", first.isPresent() ? rung(first.getAsInt()) : null);
    json.put(
        "first",
        departures().stream()
            .filter(departure -> first.isPresent() && departure.first().equals(first))
            .map(Departure::measure)
            .toList());
    json.put("keepsDownTo", keepsDownTo().orElse(null));
    json.put("sentence", whoLeavesFirst());
    return json;
  }
}
