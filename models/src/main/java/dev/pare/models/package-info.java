/**
 * What a model does: architectures as TorchScript sources, and the engine that runs them.
 *
 * <p>Entry: {@link dev.pare.models.TorchLanguageModel}. Reading order: {@code llama.ts.py} (the
 * architecture), {@code Decoder} (its weights and calls), {@code Scoring} and {@code Generation}
 * (batches, memory, sinks); {@link dev.pare.models.BlockwiseDecoder} for who looks at a model while
 * he changes it. {@code dev.pare.models.torch} is the facade over DJL.
 */
package dev.pare.models;
