package dev.pare.cli;

import dev.pare.core.lm.LanguageModel;
import dev.pare.evaluate.BaselineRows;
import dev.pare.evaluate.Divergence;
import dev.pare.evaluate.EvaluationText;
import dev.pare.evaluate.Perplexity;
import dev.pare.evaluate.PerplexityProtocol;
import dev.pare.models.reference.ModelReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pare perplexity}: how well a model predicts a text, and how far it is from a baseline. */
@Command(
    name = "perplexity",
    description =
        "Measures perplexity on a text; with a baseline also KL divergence and top-1 agreement.",
    sortOptions = false,
    footer = {
      "",
      "Example: pare perplexity my-model-4bit --text wiki.txt --window 2048 --baseline my-model",
      "Example: pare perplexity my-model --text stories.txt --each-line"
    })
final class PerplexityCommand implements Runnable {
  @Parameters(paramLabel = "MODEL", description = "The model to measure.")
  private ModelReference model;

  @Option(names = "--text", paramLabel = "FILE", required = true, description = "The text, UTF-8.")
  private Path text;

  @Option(
      names = "--window",
      paramLabel = "N",
      description = "Tokens a window (default: 2048, or the model's context).")
  private Integer window;

  @Option(
      names = "--stride",
      paramLabel = "N",
      description = "Tokens from one window to the next (default: the window).")
  private Integer stride;

  @Option(
      names = "--each-line",
      description = "Score each line as its own sequence, from the start token.")
  private boolean eachLine;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the text's first N windows, or lines.")
  private Integer limit;

  @Option(
      names = "--baseline",
      paramLabel = "MODEL",
      description = "The model to compare with, usually the dense one.")
  private ModelReference baseline;

  @Option(
      names = "--baseline-rows",
      paramLabel = "FILE",
      description =
          "Where what the baseline predicts is kept for other models: made if it is not there, else"
              + " read (4 bytes a token of the vocabulary for each token of the text).")
  private Path baselineRows;

  @Option(
      names = "--per-token",
      paramLabel = "FILE",
      description = "Write each scored token too: window, position, id, log-probability; tabs.")
  private Path perToken;

  @Mixin private AdapterOption adapter;
  @Mixin private EngineOptions engine;
  @Mixin private OutputFormat format;

  @Override
  public void run() {
    checkProtocol();
    if (perToken != null && baseline != null) {
      throw new WrongUsage("--per-token and --baseline: measure one model at a time", null);
    }
    if (baselineRows != null && baseline == null) {
      throw new WrongUsage("--baseline-rows: of which model? give --baseline", null);
    }
    EvaluationText read = EvaluationText.read(text);
    try (LanguageModel measured = engine.open(model, adapter)) {
      PerplexityProtocol protocol =
          PerplexityProtocol.of(measured.config(), optional(window), optional(stride), eachLine)
              .limitedTo(limit());
      if (baseline == null) {
        Perplexity result = measure(measured, read, protocol);
        format.print(text(result), json(result));
        return;
      }
      Divergence result =
          baselineRows == null
              ? compare(measured, read, protocol)
              : compareWithRows(measured, read, protocol);
      format.print(text(result), json(result));
    }
  }

  private Divergence compare(
      LanguageModel measured, EvaluationText read, PerplexityProtocol protocol) {
    try (LanguageModel reference = engine.open(baseline)) {
      return Divergence.measure(measured, reference, read, protocol, format.progress());
    }
  }

  private Divergence compareWithRows(
      LanguageModel measured, EvaluationText read, PerplexityProtocol protocol) {
    String identity = engine.identity(baseline);
    if (!Files.exists(baselineRows)) {
      try (LanguageModel reference = engine.open(baseline)) {
        BaselineRows.write(baselineRows, identity, reference, read, protocol, format.progress());
      }
    }
    try (BaselineRows rows = BaselineRows.open(baselineRows, identity, measured, read, protocol)) {
      return Divergence.measure(measured, rows, format.progress());
    }
  }

  private Perplexity measure(
      LanguageModel measured, EvaluationText read, PerplexityProtocol protocol) {
    if (perToken == null) {
      return Perplexity.measure(measured, read, protocol, format.progress());
    }
    try (TokenScores scores = new TokenScores(perToken)) {
      Perplexity result = Perplexity.measure(measured, read, protocol, format.progress(), scores);
      scores.finish();
      return result;
    }
  }

  /** What makes no sense whatever the model's context is. */
  private void checkProtocol() {
    int tokens = window == null ? Integer.MAX_VALUE : window;
    WrongUsage.unless(
        () -> new PerplexityProtocol(tokens, stride == null ? tokens : stride, eachLine, limit()));
  }

  private int limit() {
    return limit == null ? Integer.MAX_VALUE : limit;
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static String text(Perplexity result) {
    return """
        perplexity  %.4f ± %.4f
        %,d tokens scored in %s; start token: %s; %s
        """
        .formatted(
            result.perplexity(),
            result.standardError(),
            result.tokens(),
            describe(result),
            result.startToken().toString().toLowerCase(Locale.ROOT).replace('_', ' '),
            Units.seconds(result.seconds()));
  }

  private static String describe(Perplexity result) {
    PerplexityProtocol protocol = result.protocol();
    if (protocol.eachLine()) {
      return "%,d lines of at most %,d tokens".formatted(result.windows(), protocol.window());
    }
    return "%,d windows of %,d tokens, stride %,d"
        .formatted(result.windows(), protocol.window(), protocol.stride());
  }

  private static String text(Divergence result) {
    return text(result.model())
        + """
        baseline    %.4f ± %.4f
        Δ nll       %+.5f ± %.5f a token
        KL          mean %.5f ± %.5f, median %.5f, 99 %% %.4f
        top-1       %.2f ± %.2f %% equal
        RMS Δp      %.2f %%
        """
            .formatted(
                result.baseline().perplexity(),
                result.baseline().standardError(),
                result.negativeLogLikelihoodDifference().value(),
                result.negativeLogLikelihoodDifference().standardError(),
                result.meanKl().value(),
                result.meanKl().standardError(),
                result.medianKl(),
                result.percentile99Kl(),
                100 * result.topAgreement().value(),
                100 * result.topAgreement().standardError(),
                100 * result.rmsDeltaP());
  }

  private static Map<String, Object> json(Perplexity result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("perplexity", result.perplexity());
    json.put("standardError", result.standardError());
    json.put("negativeLogLikelihood", result.negativeLogLikelihood().value());
    json.put("tokens", result.tokens());
    json.put("seconds", result.seconds());
    json.put("window", result.protocol().window());
    json.put("stride", result.protocol().stride());
    json.put("eachLine", result.protocol().eachLine());
    json.put("windows", result.windows());
    json.put("startToken", result.startToken().toString());
    return json;
  }

  private static Map<String, Object> json(Divergence result) {
    Map<String, Object> json = json(result.model());
    json.put("baselinePerplexity", result.baseline().perplexity());
    json.put("baselineStandardError", result.baseline().standardError());
    json.put("nllDifference", result.negativeLogLikelihoodDifference().value());
    json.put(
        "nllDifferenceStandardError", result.negativeLogLikelihoodDifference().standardError());
    json.put("meanKl", result.meanKl().value());
    json.put("meanKlStandardError", result.meanKl().standardError());
    json.put("medianKl", result.medianKl());
    json.put("percentile99Kl", result.percentile99Kl());
    json.put("topAgreement", result.topAgreement().value());
    json.put("topAgreementStandardError", result.topAgreement().standardError());
    json.put("rmsDeltaP", result.rmsDeltaP());
    return json;
  }
}
