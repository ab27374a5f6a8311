package dev.pare.cli;

import dev.pare.core.progress.Progress;
import dev.pare.evaluate.judge.Judge;
import dev.pare.models.endpoint.ApiKey;
import dev.pare.models.endpoint.ChatEndpoint;
import dev.pare.models.endpoint.EndpointSettings;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** Who rates generated answers. */
@SuppressWarnings("UnusedVariable") // picocli sets the options
final class JudgeOptions {
  @Option(
      names = "--judge",
      paramLabel = "URL",
      description =
          "Let a model rate generated answers: a server that speaks OpenAI's chat completions,"
              + " as https://host/v1. It is sent questions and answers.")
  private String url;

  @Option(names = "--judge-model", paramLabel = "NAME", description = "That model's name there.")
  private String model;

  @Option(
      names = "--judge-key-variable",
      paramLabel = "NAME",
      description = "The environment variable that holds the key for it (default: no key is sent).")
  private String variable;

  @Option(
      names = "--judge-seed",
      paramLabel = "S",
      description = "A seed to send it (default: none is sent; its temperature is 0).")
  private Long seed;

  /** The judge that is named; empty if none is. */
  Optional<Judge> judge(Progress progress) {
    if (url == null) {
      if (model != null || variable != null || seed != null) {
        throw new WrongUsage("a judge's option means nothing without --judge URL", null);
      }
      return Optional.empty();
    }
    if (model == null) {
      throw new WrongUsage("--judge " + url + ": name its model by --judge-model", null);
    }
    EndpointSettings settings =
        new EndpointSettings(
            EndpointSettings.address(url),
            model,
            Optional.ofNullable(variable).map(name -> ApiKey.of(System.getenv(), name)),
            seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
            EndpointSettings.SLOW);
    String identity = model + " temperature 0 seed " + (seed == null ? "none" : seed);
    return Optional.of(new Judge(model, identity, new ChatEndpoint(settings, progress)::reply));
  }
}
