/**
 * Files and the process: {@link dev.pare.core.io.OutputFolder} and {@link
 * dev.pare.core.io.OutputFile} (an output appears whole or not at all), hashes, and what memory the
 * process takes.
 */
package dev.pare.core.io;
