package dev.pare.models;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.config.ModelConfig;
import dev.pare.models.torch.Torch;
import dev.pare.models.torch.TorchModule;
import dev.pare.models.torch.TorchScope;
import dev.pare.models.torch.TorchTensor;
import dev.pare.models.torch.TorchType;
import dev.pare.models.torch.TorchValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * {@code LlamaForCausalLM}: its weights, and calls of {@code llama.ts.py}. Every call runs in the
 * caller's scope; hidden states are the residual stream, float32 [rows, tokens, hidden].
 */
final class Llama implements AutoCloseable {
  private final ModelConfig config;
  private final TorchType type;
  private final TorchModule module =
      source(Torch.hasOneDnn() ? "linear_onednn.ts.py" : "linear.ts.py");
  private final List<TorchTensor> weights = new ArrayList<>();
  private final List<TorchValue> blocks = new ArrayList<>();
  private final TorchTensor embedding; // [vocabulary, hidden]
  private final TorchTensor head; // [vocabulary, hidden]: the embedding itself where tied
  private final TorchTensor norm; // [hidden]
  private final TorchTensor frequencies; // [headDim / 2]

  Llama(Checkpoint checkpoint, ComputeType computeType) {
    config = checkpoint.config();
    type = computeType.torchType();
    WeightLoader loader = new WeightLoader(checkpoint);
    int vocabulary = config.vocabularySize();
    int hidden = config.hiddenSize();
    try (TorchScope scope = TorchScope.open()) {
      embedding = own(loader.load("model.embed_tokens.weight", type, vocabulary, hidden));
      for (int layer = 0; layer < config.layers(); layer++) {
        blocks.add(block(loader, "model.layers." + layer + "."));
      }
      norm = own(loader.load("model.norm.weight", TorchType.F32, hidden));
      head =
          config.tiedEmbeddings()
              ? embedding
              : own(loader.load("lm_head.weight", type, vocabulary, hidden));
      double[] inverse = RopeFrequencies.of(config);
      frequencies = own(Torch.doubles(inverse, inverse.length).keep());
    } catch (Throwable t) {
      close();
      throw t;
    }
  }

  /** The architecture with one of its linear layers. */
  static TorchModule source(String linear) {
    return TorchModule.load(Llama.class, "llama.ts.py", linear);
  }

  private TorchTensor own(TorchTensor weight) {
    weights.add(weight);
    return weight;
  }

  /** A linear layer of a block. */
  private record Linear(String name, int outFeatures, int inFeatures, boolean bias) {}

  private List<Linear> linears() {
    int hidden = config.hiddenSize();
    int queryWidth = config.attentionHeads() * config.headDim();
    int intermediate = config.intermediateSize();
    return List.of(
        new Linear("self_attn.q_proj", queryWidth, hidden, config.attention().bias()),
        new Linear("self_attn.k_proj", keyValueWidth(), hidden, config.attention().bias()),
        new Linear("self_attn.v_proj", keyValueWidth(), hidden, config.attention().bias()),
        new Linear("self_attn.o_proj", hidden, queryWidth, config.attention().outputBias()),
        new Linear("mlp.gate_proj", intermediate, hidden, config.mlpBias()),
        new Linear("mlp.up_proj", intermediate, hidden, config.mlpBias()),
        new Linear("mlp.down_proj", hidden, intermediate, config.mlpBias()));
  }

  /** A block's weights by their names less the prefix, as the methods of llama.ts.py take them. */
  private TorchValue block(WeightLoader loader, String prefix) {
    Map<String, TorchTensor> block = new LinkedHashMap<>();
    for (String name : List.of("input_layernorm.weight", "post_attention_layernorm.weight")) {
      block.put(name, own(loader.load(prefix + name, TorchType.F32, config.hiddenSize())));
    }
    for (Linear linear : linears()) {
      String weight = linear.name() + ".weight";
      int out = linear.outFeatures();
      block.put(weight, own(loader.load(prefix + weight, type, out, linear.inFeatures())));
      if (linear.bias()) {
        String bias = linear.name() + ".bias";
        block.put(bias, own(loader.load(prefix + bias, type, out)));
      }
    }
    return Torch.dictionary(block).keep();
  }

  ModelConfig config() {
    return config;
  }

  TorchType type() {
    return type;
  }

  /** The width of a position's keys, and of its values, in one layer. */
  int keyValueWidth() {
    return config.keyValueHeads() * config.headDim();
  }

  /** Hidden states after the last block, of whole sequences: ids [rows, tokens]. */
  TorchTensor forward(TorchTensor ids) {
    TorchTensor hidden = module.call("embed", ids, embedding);
    long tokens = ids.shape()[1];
    TorchTensor[] rope = rope(Torch.longs(positions(0, (int) tokens), 1, tokens));
    for (TorchValue block : blocks) {
      TorchTensor next =
          module.call("block", hidden, block, config.normEpsilon(), rope[0], rope[1]);
      hidden.close();
      hidden = next;
    }
    return hidden;
  }

  /** Hidden states of tokens that follow those in a cache, which takes them up. */
  TorchTensor forward(TorchTensor ids, KvCache cache, KvCache.Place place) {
    TorchTensor hidden = module.call("embed", ids, embedding);
    TorchTensor[] rope = rope(place.positions());
    for (int layer = 0; layer < blocks.size(); layer++) {
      TorchTensor next =
          module.call(
              "block_cached",
              hidden,
              blocks.get(layer),
              config.normEpsilon(),
              rope[0],
              rope[1],
              cache.keys(layer),
              cache.values(layer),
              place.slots(),
              place.length(),
              place.mask());
      hidden.close();
      hidden = next;
    }
    return hidden;
  }

  private TorchTensor[] rope(TorchTensor positions) {
    return module.callAll("rope", positions, frequencies);
  }

  static long[] positions(int first, int count) {
    return LongStream.range(first, (long) first + count).toArray();
  }

  /** Some tokens' hidden states, [n, hidden], by row · tokens + token. */
  TorchTensor select(TorchTensor hidden, long[] index) {
    return module.call("select", hidden, Torch.longs(index, index.length));
  }

  /** [n, vocabulary], exact. */
  TorchTensor logits(TorchTensor selected) {
    return module.call("logits", selected, norm, head, config.normEpsilon());
  }

  /** [n, vocabulary], exact where a token could be chosen. */
  TorchTensor nextLogits(TorchTensor selected) {
    return module.call("next_logits", selected, norm, head, config.normEpsilon());
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
        "targets_chunked",
        selected,
        norm,
        head,
        config.normEpsilon(),
        Torch.longs(ids, ids.length),
        chunk);
  }

  /** The source's methods: {@link KvCache} calls those on caches and masks. */
  TorchModule source() {
    return module;
  }

  @Override
  public void close() {
    Stream.concat(blocks.stream(), weights.stream()).forEach(TorchValue::close);
    module.close();
  }
}
