package dev.pare.calibrate;

/**
 * One linear layer of a model.
 *
 * @param block counted from 0
 * @param name its weight's, as in {@link dev.pare.core.checkpoint.Checkpoint#names}
 */
public record LayerId(int block, String name) {}
