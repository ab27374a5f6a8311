package dev.pare.models;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import dev.pare.models.torch.TorchType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A model run one block at a time, over sequences of one length: what looks at a model while it
 * changes it. No more than one {@link DecoderBlock}'s weights need be in memory; which checkpoint
 * they come from is told with each. The residual stream is float32 [rows, tokens, hidden].
 */
public final class BlockwiseDecoder implements AutoCloseable {
  private final ModelConfig config;
  private final ModelLayout layout;
  private final TorchType type;
  private final int tokens;
  private final TorchModule module;
  private final TorchTensor[][] rope = new TorchTensor[2][]; // of full and of sliding layers
  private TorchTensor slidingMask; // null where causality is all

  /**
   * @param computeType what the blocks' weights are held as, and their linears compute in
   * @param tokens of every sequence
   * @throws PareException if that is more than the model's context
   */
  public BlockwiseDecoder(ModelConfig config, ComputeType computeType, int tokens) {
    if (tokens > config.maxPositions()) {
      throw new PareException(
          "sequences of " + tokens + " tokens",
          "are longer than the model's context of " + config.maxPositions(),
          "take shorter ones");
    }
    this.config = config;
    this.tokens = tokens;
    layout = new ModelLayout(config);
    type = computeType.torchType();
    module = Decoder.source(config, Torch.hasOneDnn() ? "linear_onednn.ts.py" : "linear.ts.py");
    try (TorchScope scope = TorchScope.open()) {
      rope[0] = rope(RopeFrequencies.of(config));
      rope[1] =
          config.attention().localRopeTheta().isPresent()
              ? rope(RopeFrequencies.ofSlidingLayers(config))
              : rope[0];
      slidingMask = slidingMask();
    } catch (Throwable t) {
      close();
      throw t;
    }
  }

  private TorchTensor[] rope(double[] frequencies) {
    TorchTensor positions = Torch.longs(Decoder.positions(0, tokens), 1, tokens);
    TorchTensor[] turn =
        module.callAll("rope", positions, Torch.doubles(frequencies, frequencies.length));
    for (TorchTensor part : turn) {
      part.keep();
    }
    return turn;
  }

  private TorchTensor slidingMask() {
    int window = config.attention().slidingWindow().orElse(tokens);
    return window >= tokens
        ? null
        : module.call("causal_mask", tokens, window, Torch.empty(type, 0)).keep();
  }

  public ModelConfig config() {
    return config;
  }

  /** Of every sequence. */
  public int tokens() {
    return tokens;
  }

  /**
   * The residual stream before the first block, in the caller's scope. Of the embedding only the
   * sequences' own rows are read.
   *
   * @param sequences each of as many ids of the vocabulary as there are tokens
   * @throws PareException if the table is missing or has another shape than the config says
   */
  public TorchTensor embed(Checkpoint checkpoint, List<int[]> sequences) {
    int rows = sequences.size();
    float[] table = new float[Math.multiplyExact(rows * tokens, config.hiddenSize())];
    float[] row = new float[config.hiddenSize()];
    WeightLoader loader = new WeightLoader(checkpoint);
    WeightTensor embedding = require(loader, layout.embedding());
    int at = 0;
    for (int[] sequence : sequences) {
      for (int id : sequence) {
        embedding.decodeRow(id, row);
        System.arraycopy(row, 0, table, at++ * row.length, row.length);
      }
    }
    if (at != rows * tokens) {
      throw new IllegalArgumentException(at + " ids in " + rows + " sequences of " + tokens);
    }
    try (TorchScope scope = TorchScope.open()) {
      TorchTensor ids = Torch.longs(Decoder.positions(0, at), rows, tokens);
      return scope.handOut(embed(loader, ids, Torch.floats(table, at, row.length)));
    }
  }

  private TorchTensor embed(WeightLoader loader, TorchTensor ids, TorchTensor table) {
    if (layout.positions().isEmpty()) {
      return module.call("embed", ids, table);
    }
    float[] places = new float[Math.multiplyExact(tokens, config.hiddenSize())];
    require(loader, layout.positions().get()).decodeRows(0, tokens, places);
    TorchTensor positions = Torch.longs(Decoder.positions(0, tokens), 1, tokens);
    TorchTensor learned = Torch.floats(places, tokens, config.hiddenSize());
    return module.call("embed", ids, table, positions, learned);
  }

  private static WeightTensor require(WeightLoader loader, ModelLayout.Weight weight) {
    return loader.require(weight.name(), weight.shape().dimension(0), weight.shape().dimension(1));
  }

  /**
   * A block with its weights in memory.
   *
   * @param index from 0
   * @throws PareException if a weight is missing or has another shape than the config says
   */
  public DecoderBlock block(Checkpoint checkpoint, int index) {
    boolean slides = config.attention().slides(index);
    TorchTensor[] turn = rope[slides ? 1 : 0];
    DecoderBlock.Place place =
        new DecoderBlock.Place(
            module, turn[0], turn[1], slides ? slidingMask : null, layout.blockPrefix(index), type);
    return new DecoderBlock(place, layout.block(), checkpoint);
  }

  /**
   * What makes logits of the residual stream behind the last block; to be closed before this.
   *
   * @throws PareException if a weight is missing or has another shape than the config says
   */
  public DecoderHead head(Checkpoint checkpoint) {
    return new DecoderHead(module, layout, checkpoint);
  }

  /** How many features each input of a block has; all blocks have the same. */
  public Map<BlockInput, Integer> widths() {
    Map<BlockInput, Integer> widths = new EnumMap<>(BlockInput.class);
    for (ModelLayout.Weight weight : layout.block()) {
      if (weight.kind() == ModelLayout.Kind.LINEAR) {
        widths.put(BlockInput.of(weight.name()), weight.shape().columns());
      }
    }
    return widths;
  }

  /** Norms are float32 always. */
  static TorchType heldAs(ModelLayout.Weight weight, TorchType type) {
    return weight.kind() == ModelLayout.Kind.NORM ? TorchType.F32 : type;
  }

  @Override
  public void close() {
    for (TorchTensor[] turn : rope) {
      if (turn != null) {
        List.of(turn).forEach(TorchTensor::close);
      }
    }
    if (slidingMask != null) {
      slidingMask.close();
    }
    module.close();
  }
}
