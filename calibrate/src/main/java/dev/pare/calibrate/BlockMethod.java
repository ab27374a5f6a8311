package dev.pare.calibrate;

import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.tensor.WeightTensor;
import dev.pare.models.BlockInput;
import java.util.Map;
import java.util.Set;

/**
 * Compresses the layers of a block together, given what all its inputs see in the model as it is:
 * for a method that changes norms, or one layer to make another easier to store. What it makes of a
 * block must compute what the block computed, but for what compression loses.
 */
public interface BlockMethod {
  /**
   * A block to compress.
   *
   * @param index from 0
   * @param selected whole names of the linear layers' weights that are to be compressed
   */
  record Block(Checkpoint model, int index, Set<String> selected) {}

  /**
   * A weight that is made.
   *
   * @param exact what it is, but for what is lost; of the same shape
   */
  record Made(WeightTensor exact, CompressedLinear compressed) {}

  /**
   * The method as far as one layer can tell: what it requires, what is planned of a layer, what
   * that takes. What it makes of one alone need not fit the model; it is for measuring.
   */
  LinearMethod alone();

  /**
   * All weights of the block that change, by whole names: those that are selected, each of the
   * encoding planned, and others, each of the encoding it had.
   *
   * @param inputs of those inputs that selected layers see; with a gram where {@link #alone} needs
   *     it
   * @throws dev.pare.core.PareException if a weight cannot be compressed as the settings say
   */
  Map<String, Made> compress(Block block, Map<BlockInput, InputStatistics> inputs);
}
