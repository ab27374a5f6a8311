package dev.pare.core.recipe;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.io.StateFolder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The steps of a recipe on a checkpoint: each a view of the one before, or its work done. */
final class StepSequence {
  /** A step and what it is applied to, or a stand-in for that. */
  private record Planned(CheckpointTransform transform, Checkpoint in) {}

  private final List<Planned> steps = new ArrayList<>();
  private final Checkpoint source;
  private final Checkpoint planned;
  private final CompressionOptions options;

  StepSequence(
      List<CheckpointTransform> transforms, Checkpoint source, CompressionOptions options) {
    this.source = source;
    this.options = options;
    Checkpoint result = source;
    for (CheckpointTransform transform : transforms) {
      steps.add(new Planned(transform, result));
      result = transform.apply(result, options.progress());
    }
    planned = result;
  }

  /** What is expected of the steps: the result itself where none has to work for it. */
  Checkpoint planned() {
    return planned;
  }

  boolean mustWork() {
    return steps.stream().anyMatch(step -> step.transform() instanceof WorkingTransform);
  }

  /** What the steps that work will take. */
  List<Prediction> predictions() {
    List<Prediction> predictions = new ArrayList<>();
    for (Planned step : steps) {
      if (step.transform() instanceof WorkingTransform working) {
        predictions.add(working.predict(step.in(), options));
      }
    }
    return predictions;
  }

  /**
   * Does the work of all steps that have some, or what is left of it.
   *
   * @param output where the result will be: what is done is kept beside it
   */
  Done work(Path output) {
    return new Done(output);
  }

  /** The result, and what holds it open. */
  final class Done implements AutoCloseable {
    private final StateFolder state;
    private final Deque<WorkingTransform.Worked> works = new ArrayDeque<>();
    private Checkpoint result = planned;

    private Done(Path output) {
      state = new StateFolder(output);
      try {
        if (mustWork()) {
          work();
        }
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    private void work() {
      result = source;
      for (int i = 0; i < steps.size(); i++) {
        CheckpointTransform transform = steps.get(i).transform();
        if (transform instanceof WorkingTransform working) {
          works.push(working.work(result, state.part("step-" + (i + 1)), options));
          result = works.peek().result();
        } else {
          result = transform.apply(result, options.progress());
        }
      }
    }

    Checkpoint result() {
      return result;
    }

    /** The output is there: what led to it need not be kept. */
    void forget() {
      closeWorks();
      if (mustWork()) {
        state.remove();
      }
    }

    private void closeWorks() {
      while (!works.isEmpty()) {
        works.pop().close();
      }
    }

    @Override
    public void close() {
      closeWorks();
      if (mustWork()) {
        state.removeIfEmpty();
      }
    }
  }
}
