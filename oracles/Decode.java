import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.CheckpointWriter;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.DType;
import dev.pare.core.tensor.DenseTensor;
import dev.pare.core.tensor.QuantizedTensor;
import dev.pare.core.tensor.WeightTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes model folders with every quantized weight as the float32 that Pare decodes: {@code java -cp
 * 'cli/target/lib/*' oracles/Decode.java IN OUT IN OUT ...}.
 */
class Decode {
  public static void main(String[] folders) throws Exception {
    for (int i = 0; i < folders.length; i += 2) {
      try (Checkpoint in = Checkpoints.open(Path.of(folders[i]))) {
        AppliedStep step = new AppliedStep("decode", "float32", Map.of(), List.of(), Optional.empty());
        Path out = Files.createDirectories(Path.of(folders[i + 1]));
        new CheckpointWriter(new ReencodedCheckpoint(in, decoded(in), () -> step)).write(out, 1, Progress.none());
      }
    }
  }

  private static Map<String, WeightTensor> decoded(Checkpoint in) {
    Map<String, WeightTensor> decoded = new HashMap<>();
    for (String name : in.names()) {
      if (in.tensor(name) instanceof QuantizedTensor tensor) {
        float[] w = new float[(int) tensor.shape().size()];
        tensor.decodeRows(0, tensor.shape().rows(), w);
        decoded.put(name, DenseTensor.of(DType.F32, tensor.shape(), w));
      }
    }
    return decoded;
  }
}
