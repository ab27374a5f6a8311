package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One model in Hugging Face's cache, which its own programs read and fill too:
 *
 * <pre>
 * models--ORG--NAME/blobs/CHECKSUM              the files
 * models--ORG--NAME/refs/REVISION               the commit that a branch or tag was
 * models--ORG--NAME/snapshots/COMMIT/FILE       links into blobs
 * </pre>
 *
 * <p>A download in the making is {@code blobs/CHECKSUM.pare.incomplete}: Hugging Face's programs
 * use other names, and other locks.
 */
final class HubCache {
  static final String PREFIX = "models--";
  static final String INDEX = "model.safetensors.index.json";
  static final String SINGLE = "model.safetensors";
  static final String CONFIG = "config.json";
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Set<String> TOKENIZERS =
      Set.of("tokenizer.json", "tokenizer.model", "vocab.json");

  private final Path root;

  HubCache(Path cache, String repository) {
    this(cache.resolve(PREFIX + repository.replace("/", "--")));
  }

  HubCache(Path root) {
    this.root = root;
  }

  static boolean isCommit(String text) {
    return COMMIT.matcher(text).matches();
  }

  Path root() {
    return root;
  }

  /** The commit that a revision was when it was asked for last. */
  Optional<String> commit(String revision) {
    if (isCommit(revision)) {
      return Optional.of(revision);
    }
    Path ref = root.resolve("refs").resolve(revision);
    try {
      return Files.isRegularFile(ref)
          ? Optional.of(Files.readString(ref).strip()).filter(HubCache::isCommit)
          : Optional.empty();
    } catch (IOException e) {
      throw PareException.unreadable(ref, e);
    }
  }

  Path snapshot(String commit) {
    return root.resolve("snapshots").resolve(commit);
  }

  Path blob(Checksum checksum) {
    return root.resolve("blobs").resolve(checksum.hex());
  }

  Path partial(Checksum checksum) {
    return root.resolve("blobs").resolve(checksum.hex() + ".pare.incomplete");
  }

  Path lock(Checksum checksum) {
    Path locks = root.resolveSibling(".locks").resolve(root.getFileName());
    return locks.resolve(checksum.hex() + ".pare.lock");
  }

  /**
   * Whether a snapshot has config, all weights and a tokenizer: one that a program began for its
   * tokenizer alone has not.
   */
  static boolean isComplete(Path snapshot) {
    return Files.exists(snapshot.resolve(CONFIG))
        && TOKENIZERS.stream().anyMatch(name -> Files.exists(snapshot.resolve(name)))
        && hasWeights(snapshot);
  }

  static boolean hasWeights(Path snapshot) {
    if (Files.exists(snapshot.resolve(SINGLE))) {
      return true;
    }
    Path index = snapshot.resolve(INDEX);
    return Files.exists(index)
        && shards(index).stream().allMatch(name -> Files.exists(snapshot.resolve(name)));
  }

  /** The files that an index lists. */
  static List<String> shards(Path index) {
    return Json.readObject(index).requireObject("weight_map").values().values().stream()
        .map(String::valueOf)
        .filter(EntryNames::isPlain) // others are refused by name when the model is opened
        .distinct()
        .toList();
  }

  /** Puts a blob into a snapshot. */
  void link(String commit, String file, Checksum checksum) {
    Path link = snapshot(commit).resolve(file);
    Path blob = blob(checksum);
    try {
      Files.createDirectories(link.getParent());
      Files.deleteIfExists(link);
      Path target = link.getParent().relativize(blob);
      try {
        Files.createSymbolicLink(link, target);
      } catch (FileAlreadyExistsException e) {
        return; // another run was quicker
      } catch (UnsupportedOperationException | IOException e) {
        Files.createLink(link, blob); // Windows lets not everyone make symbolic ones
      }
    } catch (IOException e) {
      throw PareException.unwritable(link, e);
    }
  }

  /** Notes which commit a revision is. */
  void refer(String revision, String commit) {
    if (isCommit(revision)) {
      return;
    }
    Path ref = root.resolve("refs").resolve(revision);
    try {
      Files.createDirectories(ref.getParent());
      Path written = Files.createTempFile(ref.getParent(), ".ref", "");
      Files.writeString(written, commit);
      Files.move(written, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw PareException.unwritable(ref, e);
    }
  }
}
