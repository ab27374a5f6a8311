/**
 * What {@code config.json} says of a model: {@link dev.pare.core.config.ModelConfig}, read by
 * {@link dev.pare.core.config.ModelConfigReader}; the {@link dev.pare.core.config.Family} that it
 * is of; the weights that such a model has, {@link dev.pare.core.config.ModelLayout}; and what a
 * weight does, by its name: {@link dev.pare.core.config.WeightRole}.
 */
package dev.pare.core.config;
