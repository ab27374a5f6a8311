package dev.pare.cli;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.GgufExport;
import dev.pare.core.gguf.FileType;
import dev.pare.core.io.OutputFile;
import dev.pare.core.io.ProcessMemory;
import dev.pare.core.json.JsonObject;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.Recipe;
import dev.pare.core.recipe.Step;
import dev.pare.core.tensor.GgmlType;
import dev.pare.models.reference.ModelReference;
import dev.pare.quantize.ggml.GgmlView;
import dev.pare.quantize.ggml.ImportanceMatrix;
import dev.pare.quantize.ggml.TypeMixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pare export}: a model in the format of other programs. */
@Command(
    name = "export",
    description = "Writes a model as the file that other programs run.",
    sortOptions = false,
    footer = {
      "",
      "What GGUF holds and how is described in docs/gguf.md.",
      "Example: pare export my-model-4bit --format gguf -o my-model.gguf",
      "Example: pare export my-model --format gguf --type Q4_K_M -o my-model-Q4_K_M.gguf",
      "Example: pare export my-model.gguf --format safetensors --type f16 -o my-model"
    })
final class ExportCommand implements Runnable {
  /** The formats there are. */
  enum Format {
    GGUF,
    SAFETENSORS
  }

  @Parameters(paramLabel = "MODEL", description = "The model to write.")
  private ModelReference model;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      required = true,
      description =
          "gguf: one file for llama.cpp and what builds on it; safetensors: a Hugging Face folder.")
  private Format format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The .gguf file, or the folder, to make.")
  private Path output;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description =
          "Encode the matrices anew: ${COMPLETION-CANDIDATES} (default: as they are stored).")
  private FileType type;

  @Option(
      names = "--pure",
      description = "With --type: no finer types for the matrices where errors cost most.")
  private boolean pure;

  @Option(
      names = "--imatrix",
      paramLabel = "FILE",
      description = "With --type: weigh errors by an importance matrix of llama.cpp's.")
  private Path importanceFile;

  @Option(
      names = "--no-tokenizer",
      description = "Write the weights alone; what runs them must bring token ids.")
  private boolean noTokenizer;

  @Option(names = "--force", description = "Replace FILE if it exists.")
  private boolean force;

  @Mixin private ThreadsOption threads;

  @Mixin private AdapterOption adapter;
  @Mixin private ModelAccess access;
  @Mixin private OutputFormat show;

  @Override
  public void run() {
    switch (format) {
      case GGUF -> writeGguf();
      case SAFETENSORS -> writeFolder();
    }
  }

  private void writeFolder() {
    if (pure || importanceFile != null || noTokenizer) {
      throw new WrongUsage("--pure, --imatrix and --no-tokenizer: are for --format gguf", null);
    }
    List<Step> steps = new ArrayList<>();
    if (type != null) {
      if (type.mostly().blockSize() > 1) {
        throw new WrongUsage("--type " + type + ": safetensors takes F32, F16 or BF16", null);
      }
      Map<String, Object> settings = Map.of("type", type.name().toLowerCase(Locale.ROOT));
      steps.add(new Step("quantize", "cast", new JsonObject("--type", settings)));
    }
    CompressionOptions options = new CompressionOptions(threads.count(), 0, force, show.progress());
    try (Checkpoint source = access.open(model)) {
      Recipe recipe = new Recipe(Recipe.VERSION, steps);
      CompressionRun.compress(recipe, source, output, options, show);
    }
  }

  private void writeGguf() {
    int threadCount = threads.count();
    if (!output.toString().endsWith(".gguf")) {
      throw new WrongUsage("-o " + output + ": no name of a GGUF file; end it in .gguf", null);
    }
    if (type == null && (pure || importanceFile != null)) {
      throw new WrongUsage("--pure and --imatrix: need --type", null);
    }
    OutputFile.requireFree(output, force);
    long start = System.nanoTime();
    try (Checkpoint source = adapter.with(access.open(model))) {
      Map<String, Object> tokenizer = tokenizer(source);
      Optional<TypeMixture> mixture =
          Optional.ofNullable(type)
              .map(t -> TypeMixture.of(t, source.config(), pure, importanceFile != null));
      List<FallbackSummary> fallbacks = mixture.map(FallbackSummary::of).orElse(List.of());
      Checkpoint encoded = mixture.map(m -> encoded(source, m)).orElse(source);
      fallbacks.forEach(fallback -> show.note(fallback.line()));
      GgufExport export = new GgufExport(encoded, name(), Optional.ofNullable(type), tokenizer);
      export.caveats().forEach(show::note);
      export.write(output, force, threadCount, show.progress());
      double seconds = (System.nanoTime() - start) / 1e9;
      show.print(text(export, seconds), json(export, seconds, fallbacks));
    }
  }

  private Checkpoint encoded(Checkpoint source, TypeMixture mixture) {
    Map<String, float[]> importance = Map.of();
    if (importanceFile != null) {
      importance = ImportanceMatrix.read(importanceFile, source.config());
      show.note(
          "importance of %d of %d matrices".formatted(importance.size(), mixture.types().size()));
    }
    Map<String, float[]> known = importance;
    return new GgmlView(
        source,
        name -> Optional.ofNullable(mixture.types().get(name)),
        name -> Optional.ofNullable(known.get(name)));
  }

  /** What the model is called: its file's or folder's name. */
  private String name() {
    Path path =
        model instanceof ModelReference.Local local
            ? local.path().toAbsolutePath().normalize()
            : Path.of(model.toString().replaceFirst("@[^/!]*$", ""));
    String name = String.valueOf(path.getFileName());
    return name.replaceFirst("\\.(gguf|safetensors)$", "");
  }

  private Map<String, Object> tokenizer(Checkpoint source) {
    return noTokenizer
        ? Map.of("tokenizer.ggml.model", "no_vocab")
        : GgufExport.tokenizer(source, model);
  }

  private String text(GgufExport export, double seconds) {
    String types =
        export.types().entrySet().stream()
            .map(type -> type.getValue() + " " + type.getKey())
            .collect(Collectors.joining(", "));
    return """
        %s
          size     %s (%.2f bits a weight)
          tensors  %s
          time     %s
        """
        .formatted(
            output,
            Units.bytes(export.fileSize()),
            export.bitsPerWeight(),
            types,
            Units.seconds(seconds));
  }

  private Map<String, Object> json(
      GgufExport export, double seconds, List<FallbackSummary> fallbacks) {
    Map<String, Object> types = new LinkedHashMap<>();
    for (Map.Entry<GgmlType, Integer> type : export.types().entrySet()) {
      types.put(type.getKey().name(), type.getValue());
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("output", output.toString());
    json.put("bytes", export.fileSize());
    json.put("bitsPerWeight", export.bitsPerWeight());
    json.put("seconds", seconds);
    json.put("peakRssBytes", ProcessMemory.peakRssBytes());
    json.put("types", types);
    json.put("fallbacks", fallbacks.stream().map(FallbackSummary::json).toList());
    return json;
  }
}
