/**
 * What {@code config.json} says of a model: {@link dev.pare.core.config.ModelConfig}, read by
 * {@link dev.pare.core.config.ModelConfigReader}; and what a weight does, by its name: {@link
 * dev.pare.core.config.WeightRole}.
 */
package dev.pare.core.config;
