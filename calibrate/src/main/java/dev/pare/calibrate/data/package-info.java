/**
 * Texts to calibrate on, as sequences of tokens. Entry: {@link
 * dev.pare.calibrate.data.TokenSequences}; a recipe's {@link
 * dev.pare.calibrate.data.CalibrationText} says where they come from.
 */
package dev.pare.calibrate.data;
