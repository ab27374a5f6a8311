package dev.pare.quantize.ggml;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.GgufExport;
import dev.pare.core.config.ModelConfig;
import dev.pare.core.io.Names;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * llama.cpp's importance matrix: for each column of a matrix the mean E[a²] of what it is
 * multiplied by over some text, so that what an error there costs.
 */
public final class ImportanceMatrix {
  private ImportanceMatrix() {}

  /**
   * Reads either form of file, GGUF or the older of llama.cpp's own, and checks it against a model.
   *
   * @return importance by the names of the checkpoint's weights; the embedding and perhaps the head
   *     have none
   * @throws PareException if the file is damaged, or was collected on another model
   */
  public static Map<String, float[]> read(Path file, ModelConfig config) {
    Map<String, float[]> byGgufName = ImportanceFile.read(file);
    Map<String, GgufExport.Matrix> matrices = new HashMap<>();
    GgufExport.matrices(config).forEach(matrix -> matrices.put(matrix.gguf(), matrix));
    Map<String, float[]> importance = new LinkedHashMap<>();
    byGgufName.forEach(
        (name, columns) -> {
          GgufExport.Matrix matrix = matrices.get(name);
          if (matrix == null) {
            throw foreign(file, "holds " + Names.quote(name) + ", which this model has not");
          }
          if (columns.length != matrix.shape().columns()) {
            String count = columns.length + " columns of " + Names.quote(name);
            throw foreign(file, "holds " + count + ", which has " + matrix.shape().columns());
          }
          importance.put(matrix.weight(), columns);
        });
    return importance;
  }

  private static PareException foreign(Path file, String what) {
    return new PareException(file, what, "collect the importance matrix on this model");
  }
}
