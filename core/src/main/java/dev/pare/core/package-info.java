/**
 * What a checkpoint is, in pure Java: fit for Android.
 *
 * <p>Reading order: {@code tensor} (how one weight is stored), {@code safetensors} (the file),
 * {@code checkpoint} (the model on disk), {@code config}, {@code tokenizer}, {@code chat}
 * (conversations as text), {@code recipe} (what to do to a checkpoint), {@code lm} (the seam that
 * engines implement and evaluation sees). Every error a user can cause is a {@link
 * dev.pare.core.PareException}.
 */
package dev.pare.core;
