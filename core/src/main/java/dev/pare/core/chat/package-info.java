/**
 * Conversations as the text that a model was trained on: the chat templates that models carry, in
 * Jinja.
 *
 * <p>Enter at {@link dev.pare.core.chat.ChatTemplate}. A template's way: {@code Lexer} (tags,
 * blanks around them, tokens), {@code StatementParser} and {@code ExpressionParser} into {@code
 * Statement}s and {@code Expression}s, which run in a {@code Scope}. Values are plain Java: null is
 * Python's None, then Boolean, Long, Double, String, List ({@code Tuple} among them), Map, {@code
 * Undefined}, {@code Namespace} and {@code Callable}. A template is foreign code: {@code Rendering}
 * counts what it does, and nothing of Java is in its reach.
 */
package dev.pare.core.chat;
