package dev.pare.train.fresh;

import dev.pare.core.PareException;
import dev.pare.core.io.Names;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.tensor.ByteSource;
import dev.pare.core.tokenizer.Tokenizer;
import dev.pare.core.tokenizer.Tokenizers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tokenizer that a fresh model gets: its files, its size, and its tokens with a role. */
final class TokenizerFolder {
  private static final Pattern FILES =
      Pattern.compile(
          "tokenizer.*|vocab\\.json|merges\\.txt|special_tokens_map\\.json|added_tokens\\.json"
              + "|chat_template\\..*");
  private static final List<String> ROLE_FILES =
      List.of("tokenizer_config.json", "special_tokens_map.json");
  private static final List<String> ROLES = List.of("bos_token", "eos_token", "pad_token");
  private static final long LARGEST_FILE = 1 << 28;
  private static final int LARGEST_VOCABULARY = 1 << 24;

  private final Map<String, ByteSource> files;
  private final Object where;
  private final Tokenizer tokenizer;

  /**
   * @param files by name
   * @param where what to name in errors
   */
  TokenizerFolder(Map<String, ByteSource> files, Object where) {
    this.files = files;
    this.where = where;
    tokenizer = Tokenizers.of(files, where);
    if (tokenizer.vocabularySize() > LARGEST_VOCABULARY) {
      throw new PareException(
          where, "its largest id is " + (tokenizer.vocabularySize() - 1), "correct the tokenizer");
    }
  }

  /** The files of a folder that belong to a tokenizer. */
  static Map<String, ByteSource> read(Path folder) {
    Map<String, ByteSource> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(folder)) {
      for (Path file : list.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (FILES.matcher(name).matches()) {
          if (Files.size(file) > LARGEST_FILE) {
            throw new PareException(file, "has " + Files.size(file) + " bytes", "check the file");
          }
          files.put(name, ByteSource.of(Files.readAllBytes(file)));
        }
      }
    } catch (IOException e) {
      throw PareException.unreadable(folder, e);
    }
    return files;
  }

  int vocabularySize() {
    return tokenizer.vocabularySize();
  }

  /** {@code eos_token_id}, and those of the other roles that the tokenizer fills. */
  Map<String, Object> tokenIds() {
    Map<String, Object> ids = new LinkedHashMap<>();
    for (String role : ROLES) {
      content(role).ifPresent(token -> ids.put(role + "_id", (long) id(role, token)));
    }
    if (!ids.containsKey("eos_token_id")) {
      throw new PareException(
          where, "does not say which token ends a text", "add eos_token to tokenizer_config.json");
    }
    return ids;
  }

  private int id(String role, String token) {
    OptionalInt id = tokenizer.id(token);
    return id.orElseThrow(
        () ->
            new PareException(
                where,
                role + " " + Names.quote(token) + " is not in its vocabulary",
                "correct tokenizer_config.json"));
  }

  private Optional<String> content(String role) {
    for (String file : ROLE_FILES) {
      if (files.containsKey(file)) {
        Object value =
            Json.readObject(where + " " + file, text(files.get(file))).values().get(role);
        Object content = value instanceof Map<?, ?> token ? token.get("content") : value;
        if (content instanceof String text) {
          return Optional.of(text);
        }
      }
    }
    return Optional.empty();
  }

  private static String text(ByteSource source) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(source.size()));
    source.read(0, bytes);
    return new String(bytes.array(), StandardCharsets.UTF_8);
  }

  /** The tokenizer's files and a generation_config.json. */
  Map<String, ByteSource> companions() {
    Map<String, ByteSource> companions = new TreeMap<>(files);
    byte[] generation = JsonWriting.toString(tokenIds()).getBytes(StandardCharsets.UTF_8);
    companions.put("generation_config.json", ByteSource.of(generation));
    return companions;
  }
}
