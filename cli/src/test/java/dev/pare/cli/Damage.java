package dev.pare.cli;

import dev.pare.core.json.Json;
import dev.pare.core.json.JsonWriting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** One thing wrong with a model's folder. */
@FunctionalInterface
interface Damage {
  String WEIGHTS = "model.safetensors";
  String CONFIG = "config.json";

  void to(Path model) throws IOException;

  static Damage none() {
    return model -> {};
  }

  static Damage missing(String file) {
    return model -> Files.delete(model.resolve(file));
  }

  static Damage text(String file, String content) {
    return model -> Files.writeString(model.resolve(file), content);
  }

  /** config.json with another value; null takes the key away. */
  static Damage config(String key, Object value) {
    return model -> {
      Path file = model.resolve(CONFIG);
      Map<String, Object> json = new LinkedHashMap<>(Json.readObject(file).values());
      json.put(key, value);
      json.values().removeIf(Objects::isNull);
      JsonWriting.write(json, file);
    };
  }

  /** The weights' file without its last bytes. */
  static Damage cut(int bytes) {
    return model -> {
      byte[] all = Files.readAllBytes(model.resolve(WEIGHTS));
      Files.write(model.resolve(WEIGHTS), Arrays.copyOf(all, all.length - bytes));
    };
  }

  /** Another length before the header than the header has. */
  static Damage headerLength(long length) {
    return model -> {
      ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(model.resolve(WEIGHTS)));
      all.order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
      Files.write(model.resolve(WEIGHTS), all.array());
    };
  }

  /** The header's JSON changed, the bytes after it left as they are. */
  static Damage header(Consumer<Map<String, Object>> change) {
    return model -> {
      byte[] all = Files.readAllBytes(model.resolve(WEIGHTS));
      int end = 8 + (int) ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getLong();
      String json = new String(all, 8, end - 8, StandardCharsets.UTF_8);
      Map<String, Object> header = new LinkedHashMap<>(Json.readObject("header", json).values());
      change.accept(header);
      byte[] changed = JsonWriting.toString(header).getBytes(StandardCharsets.UTF_8);
      ByteBuffer file = ByteBuffer.allocate(8 + changed.length + all.length - end);
      file.order(ByteOrder.LITTLE_ENDIAN).putLong(changed.length).put(changed);
      Files.write(model.resolve(WEIGHTS), file.put(all, end, all.length - end).array());
    };
  }

  /** Another shape, or other offsets, for one tensor. */
  static Damage tensor(String name, String field, Object value) {
    return header(
        header -> {
          Map<String, Object> entry = new LinkedHashMap<>();
          ((Map<?, ?>) header.get(name)).forEach((key, old) -> entry.put((String) key, old));
          entry.put(field, value);
          header.put(name, entry);
        });
  }

  /** A tensor of no bytes beside the others. */
  static Damage emptyTensor(String name, Object... shape) {
    return header(
        header ->
            header.put(
                name,
                Map.of("dtype", "F32", "shape", List.of(shape), "data_offsets", List.of(0, 0))));
  }

  /** What {@code pare quantize} makes of the model, in its place. */
  static Damage quantized() {
    return model -> PareRun.of("quantize", model, "-o", model, "--force").succeeded();
  }

  default Damage then(Damage next) {
    return model -> {
      to(model);
      next.to(model);
    };
  }
}
