package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines that picocli reads: what is wrong usage, and what only looks like it. */
class UsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                              | name a command",
        "fold m                                          | 'fold'",
        "demo a b                                        | 'b'",
        "demo --limit 0                                  | --limit 0: not a number of samples",
        "demo --seed x                                   | 'x' is not a long",
        "inspect                                         | MODEL",
        "inspect a b                                     | 'b'",
        "inspect m --colour                              | '--colour'",
        "quantize m                                      | '--output=DIR'",
        "quantize m -o                                   | '--output'",
        "quantize m -o out --bits x                      | 'x' is not a long",
        "quantize m -o out --bits 4 --bits 8             | '--bits' (N) should be specified only once",
        "quantize m -o out --bits 99999999999999999999   | --bits",
        "quantize m -o out --symmetric --asymmetric      | mutually exclusive",
        "quantize m -o out --seed 1.5                    | '1.5' is not a long",
        "quantize m -o --force                           | '--force'",
        "generate m                                      | '--prompt=TEXT'",
        "generate m --prompt --json                      | '--json'",
        "generate m --prompt a --max-tokens many         | 'many' is not an int",
        "generate m --prompt a --dtype f8                | 'f8'",
        "generate m --chat --json                        | --json: one answer is one object",
        "generate m --prompt a --system b                | --system: means nothing without --chat",
        "generate m --prompt a --chat-template f         | --chat-template: means nothing",
        "perplexity m                                    | '--text=FILE'",
        "perplexity m --text t --window 1e3              | '1e3' is not an int",
        "cluster m                                       | '--output=DIR'",
        "cluster m -o out --bits 0                       | bits 0 is out of range; give 1 to 8",
        "cluster m -o out --granularity 64               | granularity 64: not a granularity",
        "cluster m -o out --granularity group:0          | granularity group:0: not a granularity",
        "cluster m -o out --method magic                 | unknown method",
        "quantize m -o out --threads 0                   | --threads 0: not a number of threads",
        "quantize m -o out --bits 9                      | bits 9 is out of range",
        "quantize m -o out --group-size 0                | group 0: not a granularity",
        "quantize m -o out --method magic                | unknown method \"magic\"",
        "quantize m -o out --rule bits=4                 | --rule bits=4: not a rule",
        "quantize m -o out --rule *:bit=4                | unknown key \"bit\"",
        "quantize m -o out --choice bits                 | --choice bits: not a choice; write bits=N,group=G",
        "quantize m -o out --choice bits=3               | has choices but no budget; give targetBpw",
        "quantize m -o out --target-bpw 3                | quantize rtn: has no calibration",
        "quantize m -o out --target-bpw 3 --target-size 9 | has two budgets; leave one of them out",
        "quantize m -o out --target-bpw 3 --bits 4 --calibration t | has a budget and bits",
        "quantize m -o out --target-size 60 --method cast | unknown key",
        "quantize m -o out --targets re:(                | not a regular expression",
        "quantize m -o out --method gptq                 | quantize gptq: has no calibration",
        "quantize m -o out --method awq                  | quantize awq: has no calibration",
        "quantize m -o out --method hqq --symmetric      | is symmetric, where hqq moves zero points",
        "quantize m -o out --grid leastSquares           | quantize rtn: has no calibration",
        "quantize m -o out --grid best                   | unknown grid \"best\"",
        "quantize m -o out --calibration t --length 9    | unknown key \"calibration\"",
        "prune m -o out --sparsity .5 --method wanda     | prune wanda: has no calibration",
        "cluster m -o out --method gptq --samples 0      | cluster gptq: has no calibration",
        "cluster m -o out --method gptq --calibration t --samples 0 | \"samples\" is 0",
        "prune m -o out                                  | --sparsity=S",
        "prune m -o out --sparsity 0.5 --pattern 2:4      | mutually exclusive",
        "prune m -o out --sparsity 1.5                   | sparsity 1.5 is no share",
        "prune m -o out --pattern 4:2                    | pattern 4:2: not N kept of M",
        "prune m -o out --sparsity 0.5 --method magic    | unknown method \"magic\"",
        "prune m -o out --blocks 2 --sparsity 0.5         | mutually exclusive",
        "prune m -o out --blocks 2                        | unknown key \"blocks\"",
        "prune m -o out --method depth --pattern 2:4      | unknown key \"pattern\"",
        "prune m -o out --method depth --blocks 2         | has no calibration",
        "prune m -o out --sparsity 0.5 --ratios owl       | has no calibration",
        "prune m -o out --pattern 2:4 --ratios owl        | a pattern leaves ratios nothing",
        "cluster m -o out --method fisher                 | has no calibration",
        "generate m --prompt a --max-tokens 0            | --max-tokens 0",
        "generate m --prompt a --top-p 2                 | top-p 2.0",
        "generate m --prompt a --temperature NaN         | temperature NaN",
        "perplexity m --text t --window 1                | leaves nothing to predict",
        "perplexity m --text t --limit 0                 | limit: 0 leaves nothing to read",
        "perplexity m --text t --per-token f --baseline b | measure one model at a time",
        "perplexity m --text t --baseline-rows f         | of which model? give --baseline",
        "perplexity m --text t --stride 0                | stride: 0 is not from 1",
        "perplexity m --text t --stride 2 --each-line    | means nothing where each line",
        "evaluate m                                      | nothing to ask: give --suite or --task",
        "evaluate m --task t --limit 0                   | --limit 0: not a number of samples",
        "evaluate m --task t --judge-model j             | means nothing without --judge URL",
        "evaluate m --task t --judge http://a/v1         | name its model by --judge-model",
        "evaluate m --task t --seed x                    | 'x' is not a long",
        "study                                           | name a study: facts or kick",
        "study fax                                       | 'fax'",
        "study facts                                     | RESULT.json",
        "study facts m                                   | a MODEL needs --baseline MODEL",
        "study facts m b.json --baseline n               | a MODEL needs --baseline MODEL, and no file",
        "study facts r.json --baseline n                 | are for a MODEL, not for a result",
        "study facts s3:m --baseline n                   | is no kind of reference",
        "study facts m --baseline n --limit 0            | --limit 0: not a number of facts",
        "study kick                                      | MODEL",
        "study kick m                                    | '--output=DIR'",
        "study kick m -o out --limit 0                   | --limit 0: not a number of samples",
        "study kick m -o out --methods magic             | unknown method \"magic\"",
        "study kick m -o out --methods wanda             | has no calibration",
        "study kick m -o out --methods wanda,wanda --calibration c | wanda: is named twice",
        "study kick m -o out --sparsities 1.5            | sparsity 1.5: is no share",
        "study kick m -o out --sparsities 0.5,0.50       | 50 %: is named twice",
        "study kick m -o out --sparsities half           | 'half' is not a double",
        "study kick m -o out --patterns 4:2              | pattern 4:2: not N kept of M",
        "study kick m -o out --calibration c --samples 0 | \"samples\" is 0",
        "atlas                                           | name what to write: text",
        "atlas text                                      | '--output=FILE.jsonl'",
        "atlas text -o a.txt                             | -o a.txt: no name of JSON by lines",
        "atlas text -o a.jsonl --documents 0             | --documents 0: not a number of documents",
        "compress m -o out                               | '--recipe=FILE.yaml'",
        "doctor m                                        | 'm'",
        "train                                           | '--recipe=FILE.yaml'",
        "train --recipe r                                | '--output=DIR'",
        "train --recipe r -o out --threads 0             | --threads 0: not a number of threads",
        "pull                                            | REF",
        "pull hf:a/b/c                                   | hf:a/b/c: names no repository of the hub",
        "inspect s3:bucket/model                         | \"s3:\" is no kind of reference",
        "perplexity m --text t --baseline maven:x        | names no Maven artifact",
        "quantize http://example.org/x.gguf -o out       | would come unprotected",
        "models m                                        | 'm'"
      })
  void wrongUsageIsTwo(String line, String named) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
    String failure = PareRun.of((Object[]) arguments).failure(Main.WRONG_USAGE);
    assertTrue(failure.contains(named), failure);
    assertTrue(failure.endsWith(" --help"), failure);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "demo",
        "inspect",
        "generate",
        "perplexity",
        "quantize",
        "cluster",
        "prune",
        "compress",
        "pull",
        "models",
        "doctor",
        "train"
      })
  void helpIsNoFailure(String command) {
    PareRun run =
        PareRun.of(command.isEmpty() ? new Object[] {"-h"} : new Object[] {command, "-h"});
    assertTrue(run.succeeded().stdout().startsWith("Usage: pare " + command), run.stdout());
    assertEquals("", run.stderr());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-5 degrees", "--degrees", "@%s", "", "two\nlines"})
  void aPromptMayLookLikeAnOption(String text, @TempDir Path temp) {
    Path model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    String prompt = text.formatted(model.resolve("config.json"));
    JsonObject written =
        PareRun.of("generate", model, "--prompt=" + prompt, "--max-tokens", 1, "--json").json();
    assertEquals(1 + prompt.length(), written.requireInteger("promptTokens"));
  }

  @Test
  void versionIsOneLine() {
    assertEquals("pare development\n", PareRun.of("--version").succeeded().stdout());
  }
}
