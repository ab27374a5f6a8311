/**
 * The files that questions come in, read as one stream of {@link dev.pare.evaluate.dataset.Sample
 * samples} whatever their layout.
 *
 * <p>Entry class: {@link dev.pare.evaluate.dataset.DatasetFormat}. Reading order: {@link
 * dev.pare.evaluate.dataset.Sample} (the fields that all layouts come to), {@code Lines}, {@code
 * JsonRecords} and {@code Csv} (strict reading by records, each with its line), then one class a
 * layout.
 *
 * <p>A record that is not what its layout says is refused by file and line; nothing is skipped in
 * silence.
 */
package dev.pare.evaluate.dataset;
