package dev.pare.quantize;

import dev.pare.calibrate.BlockMethod;
import dev.pare.calibrate.CompressedLinear;
import dev.pare.calibrate.InputStatistics;
import dev.pare.calibrate.LinearMethod;
import dev.pare.core.PareException;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.config.ModelLayout;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.BlockInput;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * AWQ: factors for each input of a block ({@link AwqSearch}), folded into what makes the input
 * ({@link FoldSite}), then round-to-nearest of the multiplied weights on grids that may be clipped
 * ({@link Clip}). Only norms and the biases of layers that are compressed change beside them.
 *
 * <p>An input is divided where all layers that see it, and the layer that makes it, are to be
 * compressed; elsewhere it stays as it is, and the note of its layers says why.
 */
final class Awq implements BlockMethod {
  private final AwqLayer layer;

  Awq(AwqSettings settings) {
    layer = new AwqLayer(settings);
  }

  @Override
  public LinearMethod alone() {
    return layer;
  }

  @Override
  public Map<String, Made> compress(Block block, Map<BlockInput, InputStatistics> inputs) {
    return new Work(block, inputs).compress();
  }

  /** One block. */
  private final class Work {
    private final Block block;
    private final Map<BlockInput, InputStatistics> inputs;
    private final ModelConfig config;
    private final ModelLayout layout;
    private final String prefix;
    private final Map<BlockInput, AwqSearch.Factors> factors = new EnumMap<>(BlockInput.class);
    private final Map<BlockInput, String> notes = new EnumMap<>(BlockInput.class);
    private final Map<String, Made> made = new LinkedHashMap<>();

    Work(Block block, Map<BlockInput, InputStatistics> inputs) {
      this.block = block;
      this.inputs = inputs;
      config = block.model().config();
      layout = new ModelLayout(config);
      prefix = layout.blockPrefix(block.index());
    }

    Map<String, Made> compress() {
      inputs.keySet().forEach(this::search);
      factors.keySet().forEach(this::fold);
      for (String name : block.selected()) {
        compress(name);
      }
      return made;
    }

    private WeightTensor tensor(String name) {
      return block.model().tensor(name);
    }

    /** The layers that see an input, by whole names. */
    private List<String> readers(BlockInput input) {
      return layout.block().stream()
          .filter(weight -> weight.kind() == ModelLayout.Kind.LINEAR)
          .filter(weight -> BlockInput.of(weight.name()) == input)
          .map(weight -> prefix + weight.name())
          .toList();
    }

    private void search(BlockInput input) {
      Optional<FoldSite> site = FoldSite.of(config, input);
      Optional<String> obstacle =
          site.isEmpty()
              ? Optional.of("a nonlinearity is before it")
              : obstacle(site.get(), readers(input)).map(name -> name + " is not quantized");
      if (obstacle.isPresent()) {
        notes.put(input, "input not scaled: " + obstacle.get());
        return;
      }
      List<AwqSearch.Reader> readers =
          readers(input).stream().map(name -> layer.reader(name, tensor(name))).toList();
      Optional<NormFold> norm = site.get().norm().map(this::norm);
      AwqSearch.Factors best =
          AwqSearch.best(
              site.get(),
              s -> norm.map(fold -> fold.exact(s)).orElse(s),
              readers,
              inputs.get(input));
      factors.put(input, best);
      notes.put(input, AwqLayer.note(best));
    }

    /** A layer without which the input cannot be divided, and that must stay as it is. */
    private Optional<String> obstacle(FoldSite site, List<String> readers) {
      return Stream.concat(
              readers.stream(),
              site.rows().stream().map(rows -> prefix + rows.module() + ".weight"))
          .filter(name -> !block.selected().contains(name))
          .findFirst();
    }

    private NormFold norm(String module) {
      return new NormFold(vector(prefix + module + ".weight"), config.family().normsFromOne());
    }

    private DenseTensor vector(String name) {
      if (tensor(name) instanceof DenseTensor dense) {
        return dense;
      }
      throw new PareException(
          name,
          "is " + tensor(name).encoding() + ", and cannot be divided",
          "cast the model first");
    }

    /** Divides the norm, or the bias, that makes an input. */
    private void fold(BlockInput input) {
      FoldSite site = FoldSite.of(config, input).orElseThrow();
      float[] features = factors.get(input).features;
      site.norm()
          .ifPresent(module -> put(prefix + module + ".weight", norm(module).divided(features)));
      String module = site.norm().or(() -> site.rows().map(FoldSite.Rows::module)).orElseThrow();
      String bias = prefix + module + ".bias";
      if (block.model().names().contains(bias)) {
        int first = site.rows().map(FoldSite.Rows::first).orElse(0);
        put(bias, NormFold.divided(vector(bias), first, features));
      }
    }

    private void put(String name, DenseTensor weight) {
      made.put(name, new Made(weight, new CompressedLinear(weight, 0, 0, "")));
    }

    private void compress(String name) {
      BlockInput input = BlockInput.of(name);
      Optional<float[]> columns = Optional.ofNullable(factors.get(input)).map(f -> f.columns);
      Clip.Scaled scaled = AwqLayer.scaled(tensor(name), columns, rows(name));
      CompressedLinear compressed =
          layer.compress(name, scaled, inputs.get(input), notes.get(input));
      made.put(name, new Made(scaled.exact(), compressed));
    }

    /** What the rows of a layer are multiplied by, where they make an input that is divided. */
    private Optional<float[]> rows(String name) {
      for (Map.Entry<BlockInput, AwqSearch.Factors> divided : factors.entrySet()) {
        Optional<FoldSite.Rows> rows =
            FoldSite.of(config, divided.getKey()).flatMap(FoldSite::rows);
        if (rows.isPresent() && name.equals(prefix + rows.get().module() + ".weight")) {
          float[] multiplied = new float[tensor(name).shape().rows()];
          Arrays.fill(multiplied, 1);
          float[] features = divided.getValue().features;
          for (int i = 0; i < features.length; i++) {
            multiplied[rows.get().first() + i] = 1 / features[i];
          }
          return Optional.of(multiplied);
        }
      }
      return Optional.empty();
    }
  }
}
