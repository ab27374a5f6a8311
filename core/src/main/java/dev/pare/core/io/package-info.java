/**
 * Files and the process: {@link dev.pare.core.io.OutputFolder} and {@link
 * dev.pare.core.io.OutputFile} (an output appears whole or not at all), {@link
 * dev.pare.core.io.TemporaryFolder} (goes with the work), {@link dev.pare.core.io.StateFolder}
 * (outlives a kill, until the output is there), {@link dev.pare.core.io.LineFile} (grows by whole
 * lines), {@link dev.pare.core.io.TextLines} (texts to read), hashes, and what memory the process
 * takes.
 */
package dev.pare.core.io;
