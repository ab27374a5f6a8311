package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import dev.pare.models.reference.ModelReference.HuggingFace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A model of the hub, into the cache that it shares with Hugging Face's own programs. */
final class HubDownloads {
  private static final int PARALLEL = 4;

  private final Hub hub;
  private final Http http;
  private final HubCache cache;
  private final HuggingFace model;
  private final Progress progress;

  HubDownloads(Http http, ReferenceSettings settings, HuggingFace model, Progress progress) {
    this.http = http;
    this.hub = new Hub(http, settings, model);
    this.cache = new HubCache(settings.hubCache(), model.repository());
    this.model = model;
    this.progress = progress;
  }

  /** Downloads what is missing of the revision as it is now; the folder or file it lies in. */
  Path pull() {
    Hub.Listing listing = hub.list();
    HubSelection selection = new HubSelection(model.toString(), listing.files());
    Path snapshot = cache.snapshot(listing.commit());
    List<HubFile> files = new ArrayList<>();
    if (model.file().isPresent()) {
      files.addAll(fetch(listing.commit(), List.of(selection.file(model.file().get()))));
    } else {
      selection.check();
      files.addAll(fetch(listing.commit(), selection.small()));
      files.addAll(fetch(listing.commit(), selection.weights(shards(selection, files))));
    }
    for (HubFile file : files) {
      cache.link(listing.commit(), file.name(), file.checksum());
    }
    cache.refer(model.revision(), listing.commit());
    return model.file().map(snapshot::resolve).orElse(snapshot);
  }

  private Optional<List<String>> shards(HubSelection selection, List<HubFile> files) {
    return files.stream()
        .filter(file -> selection.hasIndex() && file.name().equals(HubCache.INDEX))
        .map(file -> HubCache.shards(cache.blob(file.checksum())))
        .findFirst();
  }

  private List<HubFile> fetch(String commit, List<String> names) {
    List<HubFile> files =
        Parallel.map(PARALLEL, names, name -> hub.look(commit, name), http::abort);
    List<HubFile> missing = new ArrayList<>();
    for (HubFile file : files) {
      boolean twice = missing.stream().anyMatch(o -> o.checksum().equals(file.checksum()));
      if (!twice && !isThere(file)) {
        missing.add(file);
      }
    }
    if (!missing.isEmpty()) {
      long bytes = missing.stream().mapToLong(this::remaining).sum();
      Disk.requireRoom(created(cache.root().resolve("blobs")), bytes, "HF_HOME");
      progress.begin("download " + model, bytes, Progress.BYTES);
      Parallel.map(PARALLEL, missing, file -> download(commit, file), http::abort);
      progress.end();
    }
    return files;
  }

  private boolean isThere(HubFile file) {
    return cache.blob(file.checksum()).toFile().length() == file.size()
        && Files.exists(cache.blob(file.checksum()));
  }

  private long remaining(HubFile file) {
    return Math.max(0, file.size() - cache.partial(file.checksum()).toFile().length());
  }

  private static Path created(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw PareException.unwritable(folder, e);
    }
  }

  private Path download(String commit, HubFile file) {
    Path blob = cache.blob(file.checksum());
    try (CacheLock lock = CacheLock.take(cache.lock(file.checksum()), progress)) {
      if (isThere(file)) {
        progress.advance(remaining(file)); // another run has made it meanwhile
        return blob;
      }
      URI address = hub.address(commit, file.name());
      Path partial = cache.partial(file.checksum());
      try (PartialFile part =
          PartialFile.open(partial, () -> file.checksum().digest(file.size()))) {
        new Download(http, address, part, progress, hub::refusal)
            .withSize(OptionalLong.of(file.size()))
            .run();
        verify(file, part);
        part.moveTo(blob);
      }
    }
    return blob;
  }

  private void verify(HubFile file, PartialFile part) {
    String hash = part.hash();
    if (!hash.equals(file.checksum().hex())) {
      part.delete();
      throw new PareException(
          model,
          file.name() + " came with checksum " + hash + " instead of " + file.checksum().hex(),
          "run it again; the file was removed");
    }
  }
}
