/**
 * Text to token ids and back: Hugging Face's {@code tokenizer.json} with a BPE model, in pure Java.
 *
 * <p>Enter at {@link dev.pare.core.tokenizer.Tokenizers} (the files of a model) or {@link
 * dev.pare.core.tokenizer.TokenizerJson} (one file). {@code BpeTokenizer} shows the whole way of a
 * text: added tokens, {@code Normalizer}, {@code PreTokenizer}, {@code BpeModel}, {@code Template};
 * and back through {@code Decoder}. Each of these has one reader beside it that turns its part of
 * the file into code or refuses it by name.
 *
 * <p>A GGUF file's vocabulary is read by writing the {@code tokenizer.json} that it amounts to
 * ({@link dev.pare.core.tokenizer.GgufTokenizer}), and written from one ({@link
 * dev.pare.core.tokenizer.GgufVocabulary}); {@code PreTokenizations} has the names of
 * pre-tokenizers.
 *
 * <p>The ids are those of Hugging Face's library, but for these:
 *
 * <ul>
 *   <li>Unicode is the JDK's version throughout (13 in Java 17). The library mixes newer tables (in
 *       patterns) with older ones (Punctuation, StripAccents, NFKD know no more than Unicode 8 to
 *       12), so a few hundred rare characters fall into other classes.
 *   <li>Metaspace's "first" also holds where a normalizer took something off the start of the text.
 *   <li>Bytes of a broken character decode to U+FFFD without taking the good ones beside them
 *       along.
 * </ul>
 */
package dev.pare.core.tokenizer;
