package dev.pare.cli;

import dev.pare.core.chat.ChatTemplate;
import dev.pare.core.lm.GenerationRequest;
import dev.pare.core.lm.LanguageModel;
import dev.pare.core.lm.Sampling;
import dev.pare.core.lm.TokenSequence;
import dev.pare.core.lm.TokenSink;
import dev.pare.models.reference.ModelReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pare generate}: continues a prompt, token by token. */
@Command(
    name = "generate",
    description = "Continues a prompt or a chat; the text appears as it is made.",
    sortOptions = false,
    footer = {
      "",
      "Example: pare generate my-model --prompt \"Once upon a time\" --max-tokens 100",
      "Example: pare generate my-model --prompt \"Dear\" --temperature 0.8 --top-p 0.95 --seed 7 --json",
      "Example: pare generate my-model --chat --prompt \"What is a llama?\" --system \"Be brief.\"",
      "Example: pare generate my-model --chat",
      "",
      "A chat without --prompt takes a message a line; /reset begins anew, /exit or the input's end",
      "ends it."
    })
final class GenerateCommand implements Runnable {
  @Parameters(paramLabel = "MODEL", description = "The model that writes.")
  private ModelReference model;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "The text to continue, or the message to answer.")
  private String prompt;

  @Mixin private ChatOptions chatOptions;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "New tokens at most (default: 128, in chats 1024).")
  private Integer maxTokens;

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
    boolean chat = chatOptions.chat();
    int limit = maxTokens != null ? maxTokens : chat ? 1024 : 128;
    check(chat, limit);
    AtomicReference<ChatTemplate> template = new AtomicReference<>();
    try (LanguageModel loaded =
        engine.open(
            model,
            adapter,
            files -> template.set(chat ? chatOptions.template(files, model) : null))) {
      if (!chat) {
        int[] ids = loaded.tokenizer().encode(prompt);
        Set<Integer> ends = loaded.config().endTokens();
        GenerationRequest request =
            new GenerationRequest(new TokenSequence(ids), limit, sampling, ends);
        write(loaded, ids, sink -> loaded.generate(List.of(request), sink));
        return;
      }
      try (Chat conversation = new Chat(loaded, template.get(), chatOptions.system())) {
        if (prompt == null) {
          new Dialogue(conversation, loaded, limit, sampling, format).run();
        } else {
          int[] ids = conversation.say(prompt);
          write(loaded, ids, sink -> conversation.answer(ids, limit, sampling, sink));
        }
      }
    }
  }

  private void check(boolean chat, int limit) {
    if (limit < 1) {
      throw new WrongUsage(
          "--max-tokens " + limit + ": leaves nothing to write; give 1 or more", null);
    }
    if (prompt == null && !chat) {
      throw new WrongUsage("Missing required option: '--prompt=TEXT' (or --chat)", null);
    }
    if (prompt == null && format.json()) {
      throw new WrongUsage("--json: one answer is one object; give its --prompt", null);
    }
  }

  private void write(LanguageModel loaded, int[] ids, Consumer<TokenSink> generation) {
    GeneratedText text = new GeneratedText(loaded.tokenizer(), ids, format);
    long start = System.nanoTime();
    generation.accept(text);
    double seconds = (System.nanoTime() - start) / 1e9;
    format.stream(text.finish() + "\n");
    if (format.json()) {
      format.print("", json(text, ids.length, seconds));
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
