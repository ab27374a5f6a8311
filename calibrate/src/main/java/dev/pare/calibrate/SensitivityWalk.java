package dev.pare.calibrate;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.config.WeightRole;
import dev.pare.core.progress.Progress;
import dev.pare.models.BlockwiseDecoder;
import dev.pare.models.DecoderBlock;
import dev.pare.models.DecoderHead;
import dev.pare.models.torch.TorchScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures weights block after block. Of each: the loss in every encoding, from what its input sees
 * on all of the calibration; and the divergence in one of them, by sending the first batch through
 * the model with only this weight changed.
 *
 * <p>Such a model is the model itself up to the weight's block, so it begins there. Those of
 * several blocks, as many as memory is given for, are a wave: they go through the blocks behind
 * together, which are loaded once for all of them. One block is in memory at a time.
 */
final class SensitivityWalk implements AutoCloseable {
  private final Checkpoint model;
  private final List<LayerId> layers;
  private final List<String> tables;
  private final WeightLosses losses;
  private final CalibrationSettings settings;
  private final CalibrationBatches batches;
  private final BlockwiseDecoder decoder;
  private final HiddenStates hidden;
  private final List<int[]> sample;
  private final int blocks;
  private ChangedModel own; // the model itself, on its way to the next wave

  /**
   * @param hidden the residual stream of all sequences before the first block
   * @param sequences the calibration's
   */
  SensitivityWalk(
      Checkpoint model,
      List<LayerId> layers,
      List<String> tables,
      WeightLosses losses,
      CalibrationSettings settings,
      BlockwiseDecoder decoder,
      HiddenStates hidden,
      List<int[]> sequences) {
    this.model = model;
    this.layers = layers;
    this.tables = tables;
    this.losses = losses;
    this.settings = settings;
    this.decoder = decoder;
    this.hidden = hidden;
    batches = CalibrationBatches.of(settings);
    sample = sequences.subList(0, batches.rows());
    blocks = model.config().layers();
    own = embedded(model, Optional.empty());
  }

  /** Models on their way, and the weight that is changed in each. */
  private static final class Wave implements AutoCloseable {
    private final List<Sensitivities.Weight> weights = new ArrayList<>();
    private final List<ChangedModel> models = new ArrayList<>();

    void add(WeightLosses.Measured weight, ChangedModel changed) {
      weights.add(weight.weight());
      models.add(changed);
    }

    void forward(DecoderBlock block) {
      models.forEach(changed -> changed.forward(block));
    }

    @Override
    public void close() {
      models.forEach(ChangedModel::close);
    }
  }

  /** Measures what the log has not. */
  void run(SensitivityLog log, Progress progress) {
    int end;
    for (int first = 0; first < blocks; first = end) {
      end = endOfWave(first);
      if (isDone(first, end, log)) {
        pass(first, end);
      } else {
        measure(first, end, log, progress);
      }
    }
  }

  private List<LayerId> layers(int block) {
    return layers.stream().filter(layer -> layer.block() == block).toList();
  }

  /** Tables are measured with the first block. */
  private int endOfWave(int first) {
    long stream =
        (long) batches.rows() * settings.length() * model.config().hiddenSize() * Float.BYTES;
    long most = settings.memory() / stream;
    int models = layers(first).size() + (first == 0 ? tables.size() : 0);
    int end = first + 1;
    while (end < blocks && models + layers(end).size() <= most) {
      models += layers(end).size();
      end++;
    }
    return end;
  }

  private boolean isDone(int first, int end, SensitivityLog log) {
    return (first > 0 || tables.stream().allMatch(log::has))
        && layers.stream()
            .filter(layer -> layer.block() >= first && layer.block() < end)
            .allMatch(layer -> log.has(layer.name()));
  }

  private void pass(int first, int end) {
    for (int index = first; index < end; index++) {
      try (DecoderBlock block = decoder.block(model, index)) {
        batches.forward(block, hidden);
        own.forward(block);
      }
    }
  }

  private void measure(int first, int end, SensitivityLog log, Progress progress) {
    try (Wave wave = new Wave()) {
      if (first == 0) {
        addEmbedding(wave);
      }
      for (int index = first; index < end; index++) {
        try (DecoderBlock block = decoder.block(model, index)) {
          wave.forward(block);
          addLayers(wave, block, layers(index), progress);
          batches.forward(block, hidden);
          own.forward(block);
        }
      }
      progress.status("blocks %d to %d of %d".formatted(first + 1, end, blocks));
      try (ChangedModel last = own.fork()) {
        for (int index = end; index < blocks; index++) {
          try (DecoderBlock block = decoder.block(model, index)) {
            wave.forward(block);
            last.forward(block);
          }
        }
        if (first == 0) {
          addHead(wave, last);
        }
        compare(last, wave, log);
      }
    }
  }

  private void addLayers(Wave wave, DecoderBlock block, List<LayerId> of, Progress progress) {
    for (WeightLosses.Measured weight : losses.ofLayers(of, block, batches, hidden)) {
      ChangedModel changed = own.fork();
      wave.add(weight, changed);
      block.replace(weight.name(), weight.changed());
      changed.forward(block);
      block.replace(weight.name(), model.tensor(weight.name()));
      progress.advance(1);
    }
  }

  private void addEmbedding(Wave wave) {
    for (String name : named(WeightRole.EMBEDDING)) {
      WeightLosses.Measured weight = losses.ofTable(name);
      Checkpoint changed = with(weight);
      boolean tied = model.config().tiedEmbeddings();
      wave.add(
          weight, embedded(changed, tied ? Optional.of(decoder.head(changed)) : Optional.empty()));
    }
  }

  private void addHead(Wave wave, ChangedModel last) {
    for (String name : named(WeightRole.HEAD)) {
      WeightLosses.Measured weight = losses.ofTable(name);
      wave.add(weight, last.fork(Optional.of(decoder.head(with(weight)))));
    }
  }

  private List<String> named(WeightRole role) {
    return tables.stream()
        .filter(name -> WeightRole.of(name, model.tensor(name).shape()) == role)
        .toList();
  }

  private Checkpoint with(WeightLosses.Measured weight) {
    return new ReencodedCheckpoint(
        model,
        Map.of(weight.name(), weight.changed()),
        () -> {
          throw new IllegalStateException("no step made this");
        });
  }

  private ChangedModel embedded(Checkpoint changed, Optional<DecoderHead> head) {
    try (TorchScope scope = TorchScope.open()) {
      return new ChangedModel(decoder.embed(changed, sample), head);
    }
  }

  private void compare(ChangedModel last, Wave wave, SensitivityLog log) {
    try (DecoderHead head = decoder.head(model)) {
      ChangedModel.compare(last, head, wave.models, sample.size() * settings.length());
    }
    for (int i = 0; i < wave.weights.size(); i++) {
      Sensitivities.Weight weight = wave.weights.get(i);
      if (!log.has(weight.name())) {
        log.put(weight.with(wave.models.get(i).divergence()));
      }
    }
  }

  @Override
  public void close() {
    own.close();
  }
}
