package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoints;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which files of a repository are its model: config, tokenizer, texts and safetensors of the root
 * folder. Copies in other forms (pickles, {@code original/}, ONNX …) stay where they are.
 */
final class HubSelection {
  private static final String WEIGHTS = ".safetensors";

  private final String reference;
  private final List<String> files;

  /**
   * @param reference what to name in errors
   * @param files all names that the repository lists
   */
  HubSelection(String reference, List<String> files) {
    this.reference = reference;
    this.files = files;
  }

  /** All but the weights themselves; their index is among them. */
  List<String> small() {
    return files.stream()
        .filter(EntryNames::isPlain)
        .filter(name -> Checkpoints.isModelFile(name) && !name.endsWith(WEIGHTS))
        .filter(name -> !name.endsWith(".index.json") || name.equals(HubCache.INDEX))
        .toList();
  }

  boolean hasIndex() {
    return !files.contains(HubCache.SINGLE) && files.contains(HubCache.INDEX);
  }

  /**
   * The weights.
   *
   * @param shards what the index lists, if there is one to follow
   * @throws PareException if there are none, by what there is instead
   */
  List<String> weights(Optional<List<String>> shards) {
    if (files.contains(HubCache.SINGLE)) {
      return List.of(HubCache.SINGLE);
    }
    List<String> listed = shards.orElseThrow(this::noWeights);
    for (String shard : listed) {
      if (!files.contains(shard)) {
        throw new PareException(
            reference,
            "has an index that lists " + shard + ", and not that file",
            "tell its owner");
      }
    }
    return listed;
  }

  /** Refuses what is no model of safetensors before anything large is downloaded. */
  void check() {
    if (!files.contains(HubCache.SINGLE) && !files.contains(HubCache.INDEX)) {
      throw noWeights();
    }
    if (!files.contains(HubCache.CONFIG)) {
      throw new PareException(reference, "has no config.json", "choose another model");
    }
  }

  /**
   * @throws PareException if there is no such file, by the names that are like it
   */
  String file(String name) {
    if (files.contains(name)) {
      return name;
    }
    List<String> models = ending(Set.of(".gguf"));
    List<String> near = models.isEmpty() ? files : models;
    throw new PareException(
        reference, "has no such file", "near are " + EntryNames.nearest(name, near));
  }

  private PareException noWeights() {
    List<String> gguf = ending(Set.of(".gguf"));
    if (!gguf.isEmpty()) {
      return new PareException(
          reference,
          "has GGUF files alone: " + EntryNames.listed(gguf),
          "name one: " + reference + ModelReference.SEPARATOR + gguf.get(0));
    }
    if (files.contains("adapter_config.json")) {
      return new PareException(
          reference, "is an adapter, not a model", "name the model that it adapts");
    }
    List<String> pickles = ending(Set.of(".bin", ".pt", ".pth"));
    if (!pickles.isEmpty()) {
      return new PareException(
          reference,
          "has its weights as " + EntryNames.listed(pickles) + " alone, which may run code",
          "choose a model with safetensors, or convert it");
    }
    List<String> other = ending(Set.of(WEIGHTS));
    String what = other.isEmpty() ? "holds no weights" : "holds " + EntryNames.listed(other);
    return new PareException(
        reference,
        what + ", and neither model.safetensors nor its index",
        "choose a model with safetensors or GGUF");
  }

  private List<String> ending(Set<String> endings) {
    return files.stream().filter(name -> endings.stream().anyMatch(name::endsWith)).toList();
  }
}
