package dev.pare.cli;

import dev.pare.core.PareException;
import dev.pare.core.chat.ChatTemplate;
import dev.pare.core.tensor.ByteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether a prompt is a chat's message, and how chats are written. */
final class ChatOptions {
  private static final long LARGEST = 1 << 22;

  @Option(
      names = "--chat",
      description =
          "The prompt is a message, put as the model's chat template says; without --prompt,"
              + " each line of the input is one.")
  private boolean chat;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "What the model is told before the chat.")
  private String system;

  @Option(
      names = "--chat-template",
      paramLabel = "FILE",
      description = "Take this template (Jinja) instead of the model's.")
  private Path template;

  boolean chat() {
    if (!chat && (system != null || template != null)) {
      throw new WrongUsage(
          (system != null ? "--system" : "--chat-template") + ": means nothing without --chat",
          null);
    }
    return chat;
  }

  Optional<String> system() {
    return Optional.ofNullable(system);
  }

  /**
   * @param model what to name in errors
   */
  ChatTemplate template(Map<String, ByteSource> companions, Object model) {
    return template == null
        ? ChatTemplate.of(companions, model)
        : ChatTemplate.of(read(template), companions, template);
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new PareException(file, "is too large for a chat template", "check the file");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    }
  }
}
