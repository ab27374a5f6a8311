package dev.pare.evaluate.judge;

import dev.pare.core.chat.ChatMessage;
import java.util.List;
import java.util.function.Function;

/**
 * A model that rates answers.
 *
 * @param name what people call it
 * @param identity what its replies depend on: name and settings. Replies are kept under it
 * @param asks what it replies to a conversation; throws {@link dev.pare.core.PareException} if it
 *     cannot be asked
 */
public record Judge(String name, String identity, Function<List<ChatMessage>, String> asks) {}
