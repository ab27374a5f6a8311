/** Changing a model by gradient. */
package dev.pare.train;
