package dev.pare.train;

/**
 * The optimizer's constants.
 *
 * @param decay what matrices shrink by a step, times the learning rate; norms and biases do not
 * @param clip the largest norm of all gradients together; longer ones are scaled down
 */
record AdamWSettings(double beta1, double beta2, double epsilon, double decay, double clip) {}
