package dev.pare.cli;

import dev.pare.core.PareException;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.Sampling;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A chat by lines: each line of the input is a message, each answer ends with a line end. When they
 * are typed, a refused message is said and the chat goes on; of piped lines it ends the run.
 */
final class Dialogue {
  private static final String EXIT = "/exit";
  private static final String RESET = "/reset";

  private final Chat chat;
  private final LanguageModel model;
  private final int maxTokens;
  private final Sampling sampling;
  private final OutputFormat format;
  private final boolean keyboard = Boolean.getBoolean("pare.keyboard");
  private int turn;

  Dialogue(Chat chat, LanguageModel model, int maxTokens, Sampling sampling, OutputFormat format) {
    this.chat = chat;
    this.model = model;
    this.maxTokens = maxTokens;
    this.sampling = sampling;
    this.format = format;
  }

  void run() {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = next(in); line != null; line = next(in)) {
      switch (line.strip()) {
        case "" -> {}
        case EXIT -> {
          return;
        }
        case RESET -> chat.reset();
        default -> take(line);
      }
    }
  }

  private String next(BufferedReader in) {
    if (keyboard) {
      format.ask("> ");
    }
    try {
      return in.readLine();
    } catch (IOException e) {
      throw PareException.unreadable("stdin", e);
    }
  }

  private void take(String message) {
    int[] prompt;
    try {
      prompt = chat.say(message);
    } catch (PareException e) {
      if (!keyboard) {
        throw e;
      }
      format.note("pare: " + e.getMessage());
      return;
    }
    GeneratedText answer = new GeneratedText(model.tokenizer(), prompt, format);
    Sampling draws =
        new Sampling(sampling.temperature(), sampling.topP(), sampling.seed() + turn++);
    chat.answer(prompt, maxTokens, draws, answer);
    format.stream(answer.finish() + "\n");
    chat.heard(answer.text());
    noteCut(answer.reason());
  }

  private void noteCut(String reason) {
    if (reason.equals("max tokens")) {
      format.note("pare: cut after " + maxTokens + " tokens; --max-tokens sets how many");
    } else if (reason.equals("context full")) {
      format.note(
          "pare: cut where the model's context of "
              + model.config().maxPositions()
              + " tokens is full; "
              + RESET
              + " begins anew");
    }
  }
}
