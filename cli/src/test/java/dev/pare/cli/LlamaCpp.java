package dev.pare.cli;

import static org.junit.jupiter.api.Assumptions.abort;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.LogFormat;
import java.nio.file.Path;

/** llama.cpp, in this process: the program that GGUF files are written for. */
final class LlamaCpp {
  private static final int CONTEXT = 256;

  private LlamaCpp() {}

  /** What it writes after the prompt, always the most probable token. */
  static String greedy(Path gguf, String prompt, int tokens) {
    requireNative();
    ModelParameters model =
        new ModelParameters()
            .setModel(gguf.toString())
            .setCtxSize(CONTEXT)
            .setThreads(1)
            .setThreadsBatch(1)
            .skipWarmup()
            .disableLog();
    InferenceParameters request =
        new InferenceParameters(prompt)
            .setTemperature(0)
            .setTopK(1)
            .setNPredict(tokens)
            .setRepeatPenalty(1)
            .setCachePrompt(false);
    try (LlamaModel loaded = new LlamaModel(model)) {
      return loaded.complete(request);
    }
  }

  /** Aborts the test where the library has no build for this platform. */
  private static void requireNative() {
    try {
      LlamaModel.setLogger(LogFormat.TEXT, (level, line) -> {});
    } catch (LinkageError e) {
      abort("llama.cpp from Maven does not load here: " + e);
    }
  }
}
