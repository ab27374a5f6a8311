package dev.pare.evaluate;

import dev.pare.core.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The protocol spelt out target by target: a target counts in the first full window that holds it
 * past that window's first token.
 */
final class BruteForce {
  /** One counted target: what precedes it in its window, itself last. */
  record Target(int group, List<Integer> upTo) {
    double[] row(FakeModel.Distribution distribution) {
      return distribution.after(upTo.stream().mapToInt(i -> i).toArray(), upTo.size() - 2);
    }

    int id() {
      return upTo.get(upTo.size() - 1);
    }

    double logProbability(FakeModel.Distribution distribution) {
      return row(distribution)[id()];
    }
  }

  private BruteForce() {}

  static List<Target> windows(String text, Tokenizer tokenizer, int window, int stride) {
    List<Integer> ids = Arrays.stream(tokenizer.encode(text)).boxed().toList();
    List<Target> targets = new ArrayList<>();
    for (int t = 1; t < ids.size(); t++) {
      for (int start = 0; start < t; start += stride) {
        boolean holds = t < start + window;
        boolean full = start + window <= ids.size() || start == 0;
        if (holds && full) {
          targets.add(new Target(start, ids.subList(start, t + 1)));
          break;
        }
      }
    }
    return targets;
  }

  static List<Target> lines(Tokenizer tokenizer, int window, String... lines) {
    List<Target> targets = new ArrayList<>();
    for (int line = 0; line < lines.length; line++) {
      List<Integer> ids = Arrays.stream(tokenizer.encode(lines[line])).boxed().toList();
      for (int t = 1; t < Math.min(window, ids.size()); t++) {
        targets.add(new Target(line, ids.subList(0, t + 1)));
      }
    }
    return targets;
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** √(n/(n−1) · Σ wᵢ²(mᵢ − R)²): mᵢ each group's mean, wᵢ its share of the targets. */
  static double standardError(List<Target> targets, double[] values) {
    double mean = mean(values);
    int[] groups = targets.stream().mapToInt(Target::group).distinct().toArray();
    double sum = 0;
    for (int group : groups) {
      double total = 0;
      int count = 0;
      for (int i = 0; i < values.length; i++) {
        if (targets.get(i).group() == group) {
          total += values[i];
          count++;
        }
      }
      double weight = (double) count / values.length;
      sum += weight * weight * (total / count - mean) * (total / count - mean);
    }
    return Math.sqrt(sum * groups.length / (groups.length - 1));
  }
}
