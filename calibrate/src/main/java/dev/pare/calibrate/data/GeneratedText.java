package dev.pare.calibrate.data;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.TokenSink;
import dev.pare.models.ComputeType;
import dev.pare.models.TorchLanguageModel;
import dev.pare.models.TorchOptions;
import dev.pare.models.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Text that the model writes itself, from nothing but the token that starts a text: each token is
 * drawn from what the model holds probable there, so that the calibration needs no data (Liu et al.
 * 2023, "LLM-QAT", arXiv 2305.17888, who take the first tokens otherwise). Where a text ends, the
 * next one starts.
 *
 * <p>Sequences are written some at a time, always the same together: products of other shapes are
 * rounded otherwise, and a run that goes on would draw other tokens. The whole model is in memory
 * meanwhile, or mapped where its file holds the weights as they are computed.
 */
final class GeneratedText implements SequenceSource {
  static final double TEMPERATURE = 1;

  /** Sequences that are written together. */
  static final int GROUP = 32;

  private static final int MEASURED_TOKENS = 12;

  private final Checkpoint model;
  private final TextEnds ends;
  private final GenerationSettings settings;
  private final String name;
  private List<int[]> written = List.of();

  /**
   * @param name of this source among those of the calibration, for the file that keeps it
   */
  GeneratedText(Checkpoint model, TokenEncoder encoder, GenerationSettings settings, String name) {
    this.model = model;
    this.settings = settings;
    this.name = name;
    ends = encoder.textEnds();
    if (ends.start().length == 0) {
      throw new PareException(
          "calibration: generated",
          "the model has no token that starts or ends a text, to write from",
          "name a file of text");
    }
  }

  @Override
  public List<int[]> sequences(int count, int length, Random random) {
    long seed = random.nextLong();
    settings.progress().begin("writing a calibration", count, "sequences");
    try (KeptText kept = KeptText.open(settings.kept(), name, count, length, vocabulary())) {
      written = new ArrayList<>(kept.sequences());
      settings.progress().advance(written.size());
      if (written.size() < count) {
        try (LanguageModel writer = open(model, settings.compute())) {
          while (written.size() < count) {
            int group = Math.min(GROUP, count - written.size());
            List<int[]> some = write(writer, ends, drafts(group, length, seed));
            kept.add(some);
            written.addAll(some);
            settings.progress().advance(group);
          }
        }
      }
    }
    settings.progress().end();
    return List.copyOf(written);
  }

  private int vocabulary() {
    return model.config().vocabularySize();
  }

  /** The next sequences; each has a seed of its own, whichever group it is in. */
  private List<Draft> drafts(int count, int length, long seed) {
    int first = written.size();
    return Stream.iterate(0, i -> i + 1)
        .limit(count)
        .map(i -> new Draft(length, seed + first + i))
        .toList();
  }

  private static LanguageModel open(Checkpoint model, ComputeType compute) {
    TorchOptions options = new TorchOptions(Torch.threads(), compute);
    return TorchLanguageModel.open(model, Optional.empty(), options);
  }

  /** Fills the drafts: each round begins a text in all that have room. */
  private static List<int[]> write(LanguageModel writer, TextEnds ends, List<Draft> drafts) {
    List<Draft> open = new ArrayList<>(drafts);
    while (!open.isEmpty()) {
      open.forEach(draft -> draft.add(ends.start()));
      open.removeIf(Draft::isFull);
      List<GenerationRequest> requests =
          open.stream().map(draft -> draft.request(ends.start(), ends.end())).toList();
      writer.generate(requests, new Drafts(List.copyOf(open), ends));
      open.removeIf(Draft::isFull);
    }
    return drafts.stream().map(Draft::ids).toList();
  }

  /** Puts what the model writes into the drafts. */
  private record Drafts(List<Draft> drafts, TextEnds ends) implements TokenSink {
    @Override
    public boolean token(int request, int id) {
      drafts.get(request).add(id);
      return true;
    }

    @Override
    public void finished(int request, Finish reason) {
      if (reason == Finish.STOP_TOKEN) {
        drafts.get(request).add(ends.last());
      }
    }
  }

  /** How long writing will take, from a few tokens of it. */
  static double seconds(
      Checkpoint model, TokenEncoder encoder, ComputeType compute, int count, int length) {
    TextEnds ends = encoder.textEnds();
    int[] start = ends.start().length == 0 ? new int[1] : ends.start();
    TextEnds endless = new TextEnds(start, new int[0], Set.of());
    int tokens = start.length + Math.min(MEASURED_TOKENS, length);
    List<Draft> few = new ArrayList<>();
    List<Draft> again = new ArrayList<>();
    for (int i = 0; i < Math.min(GROUP, count); i++) {
      few.add(new Draft(tokens, i));
      again.add(new Draft(tokens, i));
    }
    long begun = System.nanoTime();
    try (LanguageModel writer = open(model, compute)) {
      double load = (System.nanoTime() - begun) / 1e9;
      write(writer, endless, few);
      begun = System.nanoTime();
      write(writer, endless, again);
      double each = (System.nanoTime() - begun) / 1e9 / tokens;
      int groups = (count + GROUP - 1) / GROUP;
      return load + each * length * groups;
    }
  }

  @Override
  public String sha256() {
    return TokenSequences.hash(written);
  }

  @Override
  public void close() {}
}
