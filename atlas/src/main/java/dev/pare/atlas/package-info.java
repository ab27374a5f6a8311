/**
 * The world that the bundled model atlas knows: facts, sentences to tell and ask them in, training
 * text and test questions made of them. Pure data and text; no model is known here.
 *
 * <p>Entry classes: {@link dev.pare.atlas.WorldText} (training documents), {@link
 * dev.pare.atlas.CalibrationDocuments} (some to calibrate on) and {@link
 * dev.pare.atlas.WorldQuestions} (test questions). Reading order: {@link dev.pare.atlas.World},
 * {@link dev.pare.atlas.Fact}, {@code Frame} and {@code Frames} (sentences with a place for the
 * subject), {@link dev.pare.atlas.Exposure}, {@code FactWriters}, {@code ChoiceWriters}, {@code
 * ReadingWriters} (invented things: {@code Fiction}, {@code Names}), {@code Passages}, {@code
 * Instructions}, {@code FactItems}, {@code MadeItems}, {@code Kick}.
 */
package dev.pare.atlas;
