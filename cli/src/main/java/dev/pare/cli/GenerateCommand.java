package dev.pare.cli;

import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.Sampling;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.tokenizer.Tokenizer;
import dev.pare.models.reference.ModelReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pare generate}: continues a prompt, token by token. */
@Command(
    name = "generate",
    description = "Continues a prompt; the text appears as it is made.",
    sortOptions = false,
    footer = {
      "",
      "Example: pare generate my-model --prompt \"Once upon a time\" --max-tokens 100",
      "Example: pare generate my-model --prompt \"Dear\" --temperature 0.8 --top-p 0.95 --seed 7 --json"
    })
final class GenerateCommand implements Runnable {
  @Parameters(paramLabel = "MODEL", description = "The model that writes.")
  private ModelReference model;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      required = true,
      description = "The text to continue.")
  private String prompt;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "New tokens at most (default: 128).")
  private int maxTokens;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0",
      description = "0 takes the most probable token (default), above 0 draws.")
  private double temperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description = "Draw from the smallest set that holds this share (default: 1).")
  private double topP;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of the draws (default: 0).")
  private long seed;

  @Mixin private AdapterOption adapter;
  @Mixin private EngineOptions engine;
  @Mixin private OutputFormat format;

  @Override
  public void run() {
    Sampling sampling = WrongUsage.unless(() -> new Sampling(temperature, topP, seed));
    if (maxTokens < 1) {
      throw new WrongUsage(
          "--max-tokens " + maxTokens + ": leaves nothing to write; give 1 or more", null);
    }
    try (LanguageModel loaded = engine.open(model, adapter)) {
      Tokenizer tokenizer = loaded.tokenizer();
      int[] ids = tokenizer.encode(prompt);
      GeneratedText text = new GeneratedText(tokenizer, ids, format);
      long start = System.nanoTime();
      loaded.generate(
          List.of(
              new GenerationRequest(
                  new TokenSequence(ids), maxTokens, sampling, loaded.config().endTokens())),
          text);
      double seconds = (System.nanoTime() - start) / 1e9;
      format.stream(text.finish() + "\n");
      if (format.json()) {
        format.print("", json(text, ids.length, seconds));
      }
    }
  }

  private static Map<String, Object> json(GeneratedText text, int promptTokens, double seconds) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("text", text.text());
    json.put("tokenIds", text.ids());
    json.put("promptTokens", promptTokens);
    json.put("seconds", seconds);
    json.put("tokensPerSecond", text.ids().size() / seconds);
    json.put("finish", text.reason());
    return json;
  }
}
