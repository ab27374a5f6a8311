/**
 * Text to token ids and back: Hugging Face's {@code tokenizer.json} with a BPE model, in pure Java.
 *
 * <p>Enter at {@link dev.pare.core.tokenizer.Tokenizers} (the files of a model) or {@link
 * dev.pare.core.tokenizer.TokenizerJson} (one file). {@code BpeTokenizer} shows the whole way of a
 * text: added tokens, {@code Normalizer}, {@code PreTokenizer}, {@code BpeModel}, {@code Template};
 * and back through {@code Decoder}. Each of these has one reader beside it that turns its part of
 * the file into code or refuses it by name.
 */
package dev.pare.core.tokenizer;
