package dev.pare.core.recipe;

import java.util.List;

/**
 * What to do to a checkpoint, step after step.
 *
 * @param version of the recipe format, {@value #VERSION}
 */
public record Recipe(int version, List<Step> steps) {
  public static final int VERSION = 1;

  public Recipe {
    steps = List.copyOf(steps);
  }
}
