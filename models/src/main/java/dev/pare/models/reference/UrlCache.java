package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import dev.pare.models.http.Retries;
import dev.pare.models.reference.ModelReference.Url;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Files of the web in {@code CACHE/urls/KEY/}, with their {@link Origin}. While one comes it is
 * {@code NAME.incomplete}, and {@code NAME.etag} says which version of it.
 */
final class UrlCache {
  static final String FOLDER = "urls";

  private final Http http;
  private final ReferenceSettings settings;
  private final Url url;
  private final Progress progress;
  private final Path folder;

  UrlCache(Http http, ReferenceSettings settings, Url url, Progress progress) {
    this.http = http;
    this.settings = settings;
    this.url = url;
    this.progress = progress;
    this.folder = settings.cache().resolve(FOLDER).resolve(Checksum.key(url.address().toString()));
  }

  /** The name that the file has in the cache. */
  static String fileName(URI address) {
    String name = address.getPath().substring(address.getPath().lastIndexOf('/') + 1);
    return EntryNames.isPlain(name) ? name : "model";
  }

  /**
   * The file, downloaded if it is not there.
   *
   * @param refresh whether a file that is there may have changed at its source
   */
  Path file(boolean refresh) {
    Optional<Origin> there = there();
    boolean current = there.filter(this::isWanted).isPresent();
    if (settings.offline() && !current) {
      String what = there.isPresent() ? "has another checksum in the cache" : "is not in the cache";
      throw new PareException(url, what, "run pare pull without --offline and HF_HUB_OFFLINE");
    }
    if (!current || (refresh && !settings.offline())) {
      Path lock = settings.cache().resolve(FOLDER).resolve(".locks").resolve(folder.getFileName());
      try (CacheLock held = CacheLock.take(lock, progress)) {
        Optional<Origin> now = there();
        boolean made = now.filter(this::isWanted).isPresent();
        if (made && !current) {
          return now.get().model(folder); // by another run, while this one waited
        }
        if (!made || hasChanged(now.get())) {
          download();
        }
      }
    }
    return folder.resolve(fileName(url.address()));
  }

  private Optional<Origin> there() {
    Path origin = folder.resolve(Origin.NAME);
    return Files.exists(origin)
        ? Optional.of(Origin.read(origin)).filter(o -> o.isThere(folder))
        : Optional.empty();
  }

  private boolean isWanted(Origin origin) {
    return url.sha256().isEmpty() || url.sha256().equals(origin.sha256());
  }

  private boolean hasChanged(Origin origin) {
    if (url.sha256().isPresent()) {
      return false; // it is what it must be
    }
    Retries retries = http.retries(url);
    Map<String, String> condition =
        origin.tag().map(tag -> Map.of("If-None-Match", tag)).orElse(Map.of());
    while (true) {
      try {
        HttpResponse<InputStream> answer = http.get(url.address(), condition);
        answer.body().close();
        if (answer.statusCode() == 304) {
          return false;
        }
        if (!Retries.isPassing(answer.statusCode())) {
          return true;
        }
        retries.refused(answer);
      } catch (IOException e) {
        retries.lost(e);
      }
    }
  }

  private void download() {
    Path target = created().resolve(fileName(url.address()));
    Path partial = folder.resolve(target.getFileName() + ".incomplete");
    Path tagFile = folder.resolve(target.getFileName() + ".etag");
    Optional<String> tag = Texts.read(tagFile);
    try (PartialFile part = PartialFile.open(partial, Checksum::sha256)) {
      if (tag.isEmpty() && url.sha256().isEmpty() && part.size() > 0) {
        part.restart(); // nothing tells whether the rest would belong to it
      }
      Begun begun = new Begun(tagFile, part, tag);
      new Download(http, url.address(), part, progress, this::refusal)
          .withTag(tag)
          .onBeginning(begun::note)
          .run();
      progress.end();
      String hash = part.hash();
      if (url.sha256().filter(wanted -> !wanted.equals(hash)).isPresent()) {
        part.delete();
        Texts.write(tagFile, Optional.empty());
        throw new PareException(
            url, "came with checksum " + hash, "check both; the file was removed");
      }
      long size = part.size();
      part.moveTo(target);
      new Origin(
              url.address().toString(),
              Optional.of(fileName(url.address())),
              size,
              begun.tag,
              Optional.of(hash))
          .write(folder.resolve(Origin.NAME));
      Texts.write(tagFile, Optional.empty());
    }
  }

  /** Keeps the version of what comes, and shows how much there is. */
  private final class Begun {
    private final Path tagFile;
    private final PartialFile part;
    private Optional<String> tag;
    private boolean shown;

    Begun(Path tagFile, PartialFile part, Optional<String> tag) {
      this.tagFile = tagFile;
      this.part = part;
      this.tag = tag;
    }

    void note(Optional<String> newTag, OptionalLong size) {
      tag = newTag;
      Texts.write(tagFile, tag.filter(value -> !value.startsWith("W/")));
      long left = size.isPresent() ? size.getAsLong() - part.size() : 0;
      if (!shown) {
        shown = true;
        Disk.requireRoom(folder, left, "PARE_CACHE");
        progress.begin("download " + fileName(url.address()), left, Progress.BYTES);
      }
    }
  }

  private Path created() {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw PareException.unwritable(folder, e);
    }
  }

  private PareException refusal(HttpResponse<?> answer) {
    int status = answer.statusCode();
    if (status == 404 || status == 410) {
      return new PareException(url, "is not there (HTTP " + status + ")", "check the address");
    }
    String remedy = status == 401 || status == 403 ? "download the file yourself" : "check it";
    return new PareException(url, "is refused (HTTP " + status + ")", remedy);
  }
}
