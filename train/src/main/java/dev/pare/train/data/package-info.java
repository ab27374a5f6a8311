/**
 * Texts to train on, as rows of tokens. Reading order: {@link dev.pare.train.data.DocumentSource},
 * which gives documents by number; {@link dev.pare.train.data.DocumentStream}, several of them in
 * one order without end; {@link dev.pare.train.data.Packing}, which puts documents into rows;
 * {@link dev.pare.train.data.StepReader}, which does so in the background.
 */
package dev.pare.train.data;
