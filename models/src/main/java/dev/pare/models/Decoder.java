package dev.pare.models;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.Family;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.config.RopeScaling;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import dev.pare.models.torch.TorchType;
import dev.pare.models.torch.TorchValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A decoder-only model of any {@link Family}: its weights, and calls of its family's source. Every
 * call runs in the caller's scope; hidden states are the residual stream, float32 [rows, tokens,
 * hidden].
 */
final class Decoder implements AutoCloseable {
  private final ModelConfig config;
  private final TorchType type;
  private final TorchModule module;
  private final List<TorchTensor> weights = new ArrayList<>();
  private final List<TorchValue> blocks = new ArrayList<>();
  private final TorchTensor embedding; // [vocabulary, hidden]
  private final Optional<TorchTensor> places; // [positions, hidden]: learned positions
  private final TorchTensor head; // [vocabulary, hidden]: the embedding itself where tied
  private final TorchValue norm; // weight, bias: [hidden]
  private final TorchTensor frequencies; // [rotaryDim / 2]
  private final TorchTensor slidingFrequencies; // those of sliding layers, mostly the same

  Decoder(Checkpoint checkpoint, ComputeType computeType) {
    config = checkpoint.config();
    type = computeType.torchType();
    module = source(config, Torch.hasOneDnn() ? "linear_onednn.ts.py" : "linear.ts.py");
    WeightLoader loader = new WeightLoader(checkpoint);
    ModelLayout layout = new ModelLayout(config);
    try (TorchScope scope = TorchScope.open()) {
      embedding = load(loader, "", layout.embedding());
      places = layout.positions().map(weight -> load(loader, "", weight));
      for (int layer = 0; layer < config.layers(); layer++) {
        blocks.add(block(loader, layout.blockPrefix(layer), layout.block()));
      }
      norm = finalNorm(loader, layout.finalNorm());
      head = layout.head().map(weight -> load(loader, "", weight)).orElse(embedding);
      frequencies = own(doubles(RopeFrequencies.of(config)));
      slidingFrequencies =
          config.attention().localRopeTheta().isPresent()
              ? own(doubles(RopeFrequencies.ofSlidingLayers(config)))
              : frequencies;
    } catch (Throwable t) {
      close();
      throw t;
    }
  }

  /** The family's architecture with one of its linear layers. */
  static TorchModule source(ModelConfig config, String linear) {
    return TorchModule.load(Decoder.class, numbers(config), file(config.family()), linear);
  }

  /** The same for float32 weights and gradients, its linears computed in {@code type}. */
  static TorchModule trainingSource(ModelConfig config, TorchType type) {
    Map<String, Number> numbers = new HashMap<>(numbers(config));
    numbers.put("compute", type.code());
    String family = file(config.family());
    String file = family.equals("llama.ts.py") ? "llama_training.ts.py" : family;
    return TorchModule.load(Decoder.class, numbers, file, "linear_training.ts.py");
  }

  private static String file(Family family) {
    return switch (family) {
      case LLAMA, MISTRAL, QWEN2 -> "llama.ts.py";
      case QWEN3 -> "qwen3.ts.py";
      case GEMMA2 -> "gemma2.ts.py";
      case GEMMA3 -> "gemma3.ts.py";
      case PHI3 -> "phi3.ts.py";
      case GPT2 -> "gpt2.ts.py";
    };
  }

  /** What the sources call for; 0 where there is no cap. */
  private static Map<String, Number> numbers(ModelConfig config) {
    double ropeFactor =
        config.ropeScaling().orElse(null) instanceof RopeScaling.LongRope rule
            ? rule.attentionFactor()
            : 1;
    return Map.of(
        "eps", config.normEpsilon(),
        "heads", config.attentionHeads(),
        "head_dim", config.headDim(),
        "scale", config.attention().scale(),
        "score_cap", config.attention().softCap().orElse(0),
        "logit_cap", config.logitSoftCap().orElse(0),
        "rope_factor", ropeFactor);
  }

  static TorchTensor doubles(double[] values) {
    return Torch.doubles(values, values.length).keep();
  }

  private TorchTensor own(TorchTensor weight) {
    weights.add(weight);
    return weight;
  }

  private TorchTensor load(WeightLoader loader, String prefix, ModelLayout.Weight weight) {
    long[] shape = weight.shape().dimensions().stream().mapToLong(Long::longValue).toArray();
    TorchType as = weight.kind() == ModelLayout.Kind.NORM ? TorchType.F32 : type;
    return own(loader.load(prefix + weight.name(), as, shape));
  }

  /** A block's weights by their names less the prefix, as the source's methods take them. */
  private TorchValue block(WeightLoader loader, String prefix, List<ModelLayout.Weight> of) {
    Map<String, TorchTensor> block = new LinkedHashMap<>();
    of.forEach(weight -> block.put(weight.name(), load(loader, prefix, weight)));
    return Torch.dictionary(block).keep();
  }

  /** By the last part of their names. */
  private TorchValue finalNorm(WeightLoader loader, List<ModelLayout.Weight> of) {
    Map<String, TorchTensor> parts = new LinkedHashMap<>();
    for (ModelLayout.Weight weight : of) {
      parts.put(lastPart(weight.name()), load(loader, "", weight));
    }
    return Torch.dictionary(parts).keep();
  }

  static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  ModelConfig config() {
    return config;
  }

  TorchType type() {
    return type;
  }

  /** The width of a position's keys, and of its values, in one layer. */
  int keyValueWidth() {
    return config.keyValueWidth();
  }

  /** Sees the residual stream that a block gets, before it runs. */
  interface Tap {
    /** For a pass that nothing is asked of but its result. */
    Tap NONE = (layer, hidden) -> {};

    void block(int layer, TorchTensor hidden);
  }

  /** Hidden states after the last block, [rows, width, hidden], of whole sequences. */
  TorchTensor forward(Pass pass, Tap tap) {
    TorchTensor positions =
        pass.trees() ? pass.positions() : Torch.longs(positions(0, pass.width()), 1, pass.width());
    TorchTensor mask = pass.trees() ? treeMask(pass, positions, Integer.MAX_VALUE) : null;
    TorchTensor slidingMask = slidingMask(pass, positions, mask);
    TorchTensor hidden = embed(pass.ids(), positions);
    TorchTensor[][] rope = rope(positions);
    for (int layer = 0; layer < blocks.size(); layer++) {
      boolean slides = config.attention().slides(layer);
      TorchTensor[] turn = rope[slides ? 1 : 0];
      TorchTensor hides = slides ? slidingMask : mask;
      tap.block(layer, hidden);
      TorchTensor next = module.call("block", hidden, blocks.get(layer), turn[0], turn[1], hides);
      hidden.close();
      hidden = next;
    }
    return hidden;
  }

  /** The mask of sliding layers; the others' where the window hides nothing. */
  private TorchTensor slidingMask(Pass pass, TorchTensor positions, TorchTensor mask) {
    if (!pass.trees()) {
      return causalMask(pass.width());
    }
    int window = config.attention().slidingWindow().orElse(pass.width());
    return window < pass.width() ? treeMask(pass, positions, window) : mask;
  }

  private TorchTensor treeMask(Pass pass, TorchTensor positions, int window) {
    return module.call("tree_mask", positions, pass.branches(), window, embedding);
  }

  /** Hidden states of tokens that follow those in a cache, which takes them up. */
  TorchTensor forward(TorchTensor ids, KvCache cache, KvCache.Place place, Tap tap) {
    TorchTensor hidden = embed(ids, place.positions());
    TorchTensor[][] rope = rope(place.positions());
    for (int layer = 0; layer < blocks.size(); layer++) {
      boolean slides = config.attention().slides(layer);
      TorchTensor[] turn = rope[slides ? 1 : 0];
      tap.block(layer, hidden);
      TorchTensor next =
          module.call(
              "block_cached",
              hidden,
              blocks.get(layer),
              turn[0],
              turn[1],
              cache.keys(layer),
              cache.values(layer),
              place.slots(),
              place.length(),
              slides ? place.slidingMask() : place.mask());
      hidden.close();
      hidden = next;
    }
    return hidden;
  }

  private TorchTensor embed(TorchTensor ids, TorchTensor positions) {
    return places.isPresent()
        ? module.call("embed", ids, embedding, positions, places.get())
        : module.call("embed", ids, embedding);
  }

  /** Cosines and sines of full layers, and of sliding ones. */
  private TorchTensor[][] rope(TorchTensor positions) {
    TorchTensor[] full = module.callAll("rope", positions, frequencies);
    return new TorchTensor[][] {
      full,
      slidingFrequencies == frequencies
          ? full
          : module.callAll("rope", positions, slidingFrequencies)
    };
  }

  /** The mask of sliding layers over a sequence's first tokens; null where causality is all. */
  TorchTensor causalMask(int tokens) {
    int window = config.attention().slidingWindow().orElse(tokens);
    return window >= tokens ? null : module.call("causal_mask", tokens, window, embedding);
  }

  static long[] positions(int first, int count) {
    return LongStream.range(first, (long) first + count).toArray();
  }

  /** Some tokens' hidden states, [n, hidden], by row · tokens + token. */
  TorchTensor select(TorchTensor hidden, long[] index) {
    return module.call("select", hidden, Torch.longs(index, index.length));
  }

  /** Queries and keys of some tokens before a block, [n, heads, width] each, not rotated. */
  TorchTensor[] probe(int layer, TorchTensor hidden, long[] index) {
    TorchTensor some = Torch.longs(index, index.length);
    return module.callAll("probe", hidden, blocks.get(layer), some);
  }

  /** [n, vocabulary], exact. */
  TorchTensor logits(TorchTensor selected) {
    return module.call("logits", selected, norm, head);
  }

  /** [n, vocabulary], exact where a token could be chosen. */
  TorchTensor nextLogits(TorchTensor selected) {
    return module.call("next_logits", selected, norm, head);
  }

  TorchTensor logProbabilities(TorchTensor logits) {
    return module.call("log_probabilities", logits);
  }

  /** Log-probabilities of {@code ids} and whether each is the most probable, from logits. */
  TorchTensor[] targets(TorchTensor logits, long[] ids) {
    return module.callAll("targets", logits, Torch.longs(ids, ids.length));
  }

  /** The same from hidden states, with logits for at most {@code chunk} tokens at a time. */
  TorchTensor[] targets(TorchTensor selected, long[] ids, int chunk) {
    return module.callAll(
        "targets_chunked", selected, norm, head, Torch.longs(ids, ids.length), chunk);
  }

  /** The source's methods: {@link KvCache} calls those on caches and masks. */
  TorchModule source() {
    return module;
  }

  @Override
  public void close() {
    Stream.concat(blocks.stream(), weights.stream()).forEach(TorchValue::close);
    if (norm != null) {
      norm.close();
    }
    module.close();
  }
}
