package dev.pare.core.recipe;

import dev.pare.core.tensor.Granularity;
import dev.pare.core.tensor.SparsityPattern;
import java.util.List;

/** A key of a step and its value, for recipes written in Java. */
public record Setting(String key, Object value) {
  /** The width of a code. */
  public static Setting bits(int bits) {
    return new Setting("bits", (long) bits);
  }

  /** Groups of {@code size} weights share a scale. */
  public static Setting group(int size) {
    return new Setting("group", (long) size);
  }

  /** What shares a scale: {@link Granularity#channel()}, {@link Granularity#tensor()}. */
  public static Setting granularity(Granularity granularity) {
    return granularity instanceof Granularity.Group group
        ? group(group.size())
        : new Setting("group", granularity.toString());
  }

  /** What has a codebook: {@code tensor}, {@code channel} or {@code group:G}, G channels. */
  public static Setting codebookFor(String granularity) {
    return new Setting("granularity", granularity);
  }

  public static Setting symmetric(boolean symmetric) {
    return new Setting("symmetric", symmetric);
  }

  /** Files of text, or of JSON by lines, that a method shows the model to see its inputs. */
  public static Setting calibration(String... files) {
    return new Setting("calibration", List.of(files));
  }

  /** The share of each weight matrix that is pruned. */
  public static Setting sparsity(double share) {
    return new Setting("sparsity", share);
  }

  /** How the weights that stay lie: {@link SparsityPattern#keptOf} N of M. */
  public static Setting pattern(SparsityPattern pattern) {
    return new Setting("pattern", pattern.toString());
  }

  /** Only the matrices that one of the patterns names. */
  public static Setting targets(String... patterns) {
    return new Setting(TensorSelection.TARGETS, List.of(patterns));
  }

  /** None of the matrices that one of the patterns names. */
  public static Setting ignore(String... patterns) {
    return new Setting(TensorSelection.IGNORE, List.of(patterns));
  }
}
