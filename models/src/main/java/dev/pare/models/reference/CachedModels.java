package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The models in Hugging Face's cache and in Pare's own. */
final class CachedModels {
  private static final int SHORT_COMMIT = 12;

  private final ReferenceSettings settings;
  private final List<CachedModel> found = new ArrayList<>();

  CachedModels(ReferenceSettings settings) {
    this.settings = settings;
  }

  /** In the references' order. What is broken or unfinished is listed with its problem. */
  List<CachedModel> list() {
    for (Path repository : folders(settings.hubCache())) {
      String name = repository.getFileName().toString();
      if (name.startsWith(HubCache.PREFIX)) {
        String reference = name.substring(HubCache.PREFIX.length()).replace("--", "/");
        addRepository(repository, "hf:" + reference);
      }
    }
    for (String kind : List.of(Unpacking.FOLDER, UrlCache.FOLDER)) {
      for (Path folder : folders(settings.cache().resolve(kind))) {
        if (!folder.getFileName().toString().startsWith(".")) {
          addOwn(folder);
        }
      }
    }
    found.sort(Comparator.comparing(CachedModel::reference));
    return found;
  }

  private void addRepository(Path repository, String reference) {
    Map<String, String> revisions = revisions(repository.resolve("refs"));
    for (Path snapshot : folders(repository.resolve("snapshots"))) {
      String commit = snapshot.getFileName().toString();
      String shown = commit.substring(0, Math.min(SHORT_COMMIT, commit.length()));
      String revision = revisions.getOrDefault(commit, shown);
      boolean usual = revision.equals(ModelReference.HuggingFace.DEFAULT_REVISION);
      String at =
          usual ? reference : reference + "@" + (revision.equals(shown) ? commit : revision);
      List<Path> gguf = files(snapshot).filter(f -> f.toString().endsWith(".gguf")).toList();
      for (Path file : gguf) {
        String entry = snapshot.relativize(file).toString().replace('\\', '/');
        add(at + ModelReference.SEPARATOR + entry, file);
      }
      if (gguf.isEmpty() || Files.exists(snapshot.resolve(HubCache.CONFIG))) {
        add(at, snapshot);
      }
    }
    addUnfinished(repository.resolve("blobs"), reference);
  }

  /** What each commit is called: by main, where it is one of several names. */
  private static Map<String, String> revisions(Path refs) {
    Map<String, String> revisions = new HashMap<>();
    files(refs)
        .sorted()
        .forEach(
            ref -> {
              String name = refs.relativize(ref).toString().replace('\\', '/');
              String commit = Texts.read(ref).orElse("").strip();
              if (name.equals(ModelReference.HuggingFace.DEFAULT_REVISION)) {
                revisions.put(commit, name);
              } else {
                revisions.putIfAbsent(commit, name);
              }
            });
    return revisions;
  }

  private void addOwn(Path folder) {
    Path origin = folder.resolve(Origin.NAME);
    if (!Files.exists(origin)) {
      addUnfinished(folder, folder.toString());
      return;
    }
    try {
      Origin read = Origin.read(origin);
      Path model = read.model(folder);
      if (!read.isThere(folder)) {
        broken(read.reference(), model, "is not as long as it was; pull it again");
      } else if (isArchive(model)) {
        found.add(seen(read.reference(), model, Optional.of("archive"), Optional.empty()));
      } else {
        add(read.reference(), model);
      }
    } catch (PareException e) {
      broken(folder.toString(), folder, e.getMessage());
    }
  }

  private static boolean isArchive(Path model) {
    return Files.isRegularFile(model) && !model.toString().endsWith(".gguf");
  }

  private void addUnfinished(Path folder, String reference) {
    files(folder)
        .filter(file -> file.toString().endsWith(".incomplete"))
        .forEach(file -> broken(reference, file, "is an unfinished download; pull it again"));
  }

  private void add(String reference, Path path) {
    Map<Path, FileTime> reads = reads(path);
    try (Checkpoint checkpoint = ModelLocation.of(path).open()) {
      String architecture = checkpoint.config().architecture();
      restore(reads); // to be listed is no use
      found.add(seen(reference, path, Optional.of(architecture), Optional.empty()));
    } catch (PareException e) {
      restore(reads);
      broken(reference, path, e.getMessage());
    }
  }

  private static Map<Path, FileTime> reads(Path path) {
    Map<Path, FileTime> reads = new HashMap<>();
    for (Path file : model(path)) {
      try {
        reads.put(file, Files.readAttributes(file, BasicFileAttributes.class).lastAccessTime());
      } catch (IOException e) {
        // a link into nothing: told as the model's problem
      }
    }
    return reads;
  }

  private static void restore(Map<Path, FileTime> reads) {
    reads.forEach(
        (file, time) -> {
          try {
            Files.getFileAttributeView(file, BasicFileAttributeView.class)
                .setTimes(null, time, null);
          } catch (IOException e) {
            // another user's file
          }
        });
  }

  private static List<Path> model(Path path) {
    return Files.isDirectory(path) ? files(path).toList() : List.of(path);
  }

  private void broken(String reference, Path path, String problem) {
    found.add(seen(reference, path, Optional.empty(), Optional.of(problem)));
  }

  private static CachedModel seen(
      String reference, Path path, Optional<String> architecture, Optional<String> problem) {
    long bytes = 0;
    Instant used = Instant.EPOCH;
    for (Path file : model(path)) {
      try {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        bytes += seen.size();
        Instant read = seen.lastAccessTime().toInstant();
        used = read.isAfter(used) ? read : used;
      } catch (IOException e) {
        // a link into nothing: told as the model's problem
      }
    }
    return new CachedModel(reference, path, architecture, bytes, used, problem);
  }

  private static List<Path> folders(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw PareException.unreadable(parent, e);
    }
  }

  /** All files and links below a folder, which need not be there. */
  private static Stream<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.of();
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk
          .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .toList()
          .stream();
    } catch (IOException e) {
      throw PareException.unreadable(folder, e);
    }
  }
}
