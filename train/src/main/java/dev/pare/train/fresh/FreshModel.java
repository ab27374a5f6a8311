package dev.pare.train.fresh;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.CheckpointWriter;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelConfigReader;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.io.DiskSpace;
import dev.pare.core.io.OutputFolder;
import dev.pare.core.json.JsonObject;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.WeightTensor;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model before its training. Tables and matrices are normal with mean 0 and deviation 0.02; those
 * that write to the residual stream (attention's and the MLP's outputs) have 0.02 / √(2 · layers),
 * so that its variance does not grow with depth (A. Radford et al., <i>Language Models are
 * Unsupervised Multitask Learners</i>, 2019). Norms are 1, biases 0. The weights are made as they
 * are read and depend on the seed, their name and their place alone ({@link NormalNumbers}), on
 * every machine.
 */
public final class FreshModel implements Checkpoint {
  /** The standard deviation of weights that do not write to the residual stream. */
  public static final double DEVIATION = 0.02;

  private static final Set<String> RESIDUAL =
      Set.of("self_attn.o_proj.weight", "mlp.down_proj.weight");

  private final ModelConfig config;
  private final Map<String, ByteSource> companions;
  private final Map<String, WeightTensor> tensors = new LinkedHashMap<>();

  /**
   * @param tokenizer the files of a tokenizer, by name; its {@code tokenizer_config.json} names
   *     what ends a text
   * @param where what to name in errors of the tokenizer
   * @param type what weights are stored as, rounded from double
   */
  public FreshModel(
      ModelDescription description,
      Map<String, ByteSource> tokenizer,
      Object where,
      long seed,
      DType type) {
    TokenizerFolder files = new TokenizerFolder(tokenizer, where);
    Map<String, Object> json = description.config(files.vocabularySize());
    json.putAll(files.tokenIds());
    json.put(
        "torch_dtype", type == DType.F32 ? "float32" : type == DType.F16 ? "float16" : "bfloat16");
    config = ModelConfigReader.read(new JsonObject("the model to make", json), Optional.empty());
    companions = files.companions();
    ModelLayout layout = new ModelLayout(config);
    double residual = DEVIATION / StrictMath.sqrt(2.0 * config.layers());
    layout
        .all()
        .forEach(
            weight -> {
              boolean narrow = RESIDUAL.stream().anyMatch(weight.name()::endsWith);
              FreshRows rows = rows(weight, narrow ? residual : DEVIATION, seed, type);
              tensors.put(weight.name(), new DenseTensor(type, weight.shape(), rows));
            });
  }

  private static FreshRows rows(
      ModelLayout.Weight weight, double deviation, long seed, DType type) {
    NormalNumbers numbers = new NormalNumbers(seed, weight.name());
    return switch (weight.kind()) {
      case TABLE, LINEAR -> new FreshRows(type, weight.shape(), 0, deviation, numbers);
      case BIAS -> new FreshRows(type, weight.shape(), 0, 0, numbers);
      case NORM -> new FreshRows(type, weight.shape(), 1, 0, numbers);
    };
  }

  /** A fresh float32 model with the tokenizer of a folder. */
  public static FreshModel of(ModelDescription description, Path tokenizerFolder, long seed) {
    Map<String, ByteSource> tokenizer = TokenizerFolder.read(tokenizerFolder);
    return new FreshModel(description, tokenizer, tokenizerFolder, seed, DType.F32);
  }

  /** A fresh float32 model with a tokenizer that was learned. */
  public static FreshModel of(
      ModelDescription description, Map<String, ByteSource> tokenizer, long seed) {
    return new FreshModel(description, tokenizer, "the learned vocabulary", seed, DType.F32);
  }

  /** Writes a fresh float32 model: {@link #write(ModelDescription, Path, long, Path, DType)}. */
  public static void write(
      ModelDescription description, Path tokenizerFolder, long seed, Path folder) {
    write(description, tokenizerFolder, seed, folder, DType.F32);
  }

  /**
   * Writes a fresh model as a Hugging Face folder, which appears when it is complete: config.json,
   * generation_config.json, model.safetensors, the tokenizer's files.
   *
   * @param tokenizerFolder may hold other things besides, such as a whole model
   * @throws PareException if the tokenizer is none, the name is taken, or the disk has no room
   */
  public static void write(
      ModelDescription description, Path tokenizerFolder, long seed, Path folder, DType type) {
    Map<String, ByteSource> tokenizer = TokenizerFolder.read(tokenizerFolder);
    FreshModel model = new FreshModel(description, tokenizer, tokenizerFolder, seed, type);
    CheckpointWriter writer = new CheckpointWriter(model);
    DiskSpace.require(folder, writer.weightBytes());
    try (OutputFolder target = new OutputFolder(folder, false)) {
      writer.write(target.staging(), Runtime.getRuntime().availableProcessors(), Progress.none());
      target.commit();
    }
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public List<AppliedStep> history() {
    return List.of();
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public WeightTensor tensor(String name) {
    WeightTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new PareException(name, "no such weight in this model", "see names()");
    }
    return tensor;
  }

  @Override
  public Map<String, ByteSource> companions() {
    return companions;
  }

  @Override
  public void close() {}
}
