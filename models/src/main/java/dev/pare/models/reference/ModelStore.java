package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.progress.Progress;
import dev.pare.models.http.Patience;
import dev.pare.models.reference.ModelReference.Bundled;
import dev.pare.models.reference.ModelReference.Entry;
import dev.pare.models.reference.ModelReference.HuggingFace;
import dev.pare.models.reference.ModelReference.Local;
import dev.pare.models.reference.ModelReference.Maven;
import dev.pare.models.reference.ModelReference.Url;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds models by their references, and gets them here where they are not. Safe for threads. */
public final class ModelStore {
  private static final Set<String> ARCHIVES = Set.of(".zip", ".jar", ".whl");
  private static final String GGUF = ".gguf";

  /** What people copy from the hub's pages; a path of a file has a kind at its end. */
  private static final Pattern HUB_NAME =
      Pattern.compile(
          "[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*(?<!\\.(gguf|safetensors|zip|jar|whl))");

  private final ReferenceSettings settings;
  private final Progress progress;
  private final Patience patience;

  public ModelStore(ReferenceSettings settings, Progress progress) {
    this(settings, progress, Patience.USUAL);
  }

  ModelStore(ReferenceSettings settings, Progress progress, Patience patience) {
    this.settings = settings;
    this.progress = progress;
    this.patience = patience;
  }

  /**
   * Where a model lies. What a cache holds is taken as it is; only what is missing is downloaded.
   *
   * @throws PareException if it cannot be found or got, by what stands in the way
   */
  public ModelLocation locate(ModelReference reference) {
    return find(reference, false);
  }

  /** The same, having asked whether what a cache holds has changed at its source. */
  public ModelLocation pull(ModelReference reference) {
    return find(reference, true);
  }

  /** The model, wherever it lies. */
  public Checkpoint open(ModelReference reference) {
    return locate(reference).open();
  }

  /** What the caches hold. */
  public List<CachedModel> list() {
    return new CachedModels(settings).list();
  }

  private ModelLocation find(ModelReference reference, boolean refresh) {
    if (reference instanceof Entry entry) {
      Path archive = file(entry.archive(), refresh);
      return inArchive(archive, Optional.of(entry.entry()));
    }
    if (reference instanceof HuggingFace hub) {
      return ModelLocation.of(hub(hub, refresh));
    }
    if (reference instanceof Bundled bundled) {
      Unpacking unpacking = new Unpacking(settings.cache(), progress);
      return ModelLocation.of(
          new BundledModels(ModelStore.class::getResource, unpacking).folder(bundled));
    }
    if (reference instanceof Url url && !isModelFile(UrlCache.fileName(url.address()))) {
      throw new PareException(
          url,
          "is neither a .gguf file nor a zip, jar or wheel",
          "add !/ENTRY if it is an archive");
    }
    Path file = file(reference, refresh);
    boolean archive = isArchive(file.toString()) && Files.isRegularFile(file);
    return archive ? inArchive(file, Optional.empty()) : ModelLocation.of(file);
  }

  private Path file(ModelReference reference, boolean refresh) {
    if (reference instanceof Url url) {
      try (Http http = new Http(Optional.empty(), patience, progress)) {
        return new UrlCache(http, settings, url, progress).file(refresh);
      }
    }
    if (reference instanceof Maven maven) {
      return new MavenArtifacts(settings, progress).file(maven);
    }
    Path path = ((Local) reference).path();
    if (HUB_NAME.matcher(path.toString()).matches() && !Files.exists(path)) {
      throw new PareException(
          path, "no such model", "check the path, or write hf:" + path + " for one of the hub");
    }
    return path;
  }

  private static boolean isModelFile(String name) {
    return name.endsWith(GGUF) || isArchive(name);
  }

  private static boolean isArchive(String name) {
    return ARCHIVES.stream().anyMatch(name::endsWith);
  }

  private ModelLocation inArchive(Path file, Optional<String> entry) {
    try (ZipArchive archive = ZipArchive.open(file)) {
      ArchiveModels models = new ArchiveModels(archive);
      ArchiveModels.Found found = entry.map(models::find).orElseGet(models::only);
      ArchiveEntry first = found.files().get(0);
      if (!found.folder() && first.isStored()) {
        long start = archive.dataStart(first);
        return new ModelLocation(
            file, Optional.of(new ModelLocation.Region(first.name(), start, first.size())));
      }
      return ModelLocation.of(new Unpacking(settings.cache(), progress).unpack(archive, found));
    }
  }

  private Path hub(HuggingFace model, boolean refresh) {
    if (settings.offline() || !refresh) {
      Optional<Path> there = cached(model);
      if (there.isPresent()) {
        return there.get();
      }
    }
    if (settings.offline()) {
      throw new PareException(
          model,
          "is not in the cache " + settings.hubCache(),
          "run pare pull without --offline and HF_HUB_OFFLINE");
    }
    Optional<Http.Credential> credential =
        settings.token().map(token -> new Http.Credential(settings.endpoint(), token));
    try (Http http = new Http(credential, patience, progress)) {
      return new HubDownloads(http, settings, model, progress).pull();
    }
  }

  /** A model without a tokenizer may be all that there is, but only the hub knows. */
  private Optional<Path> cached(HuggingFace model) {
    HubCache cache = new HubCache(settings.hubCache(), model.repository());
    Optional<Path> snapshot = cache.commit(model.revision()).map(cache::snapshot);
    if (model.file().isPresent()) {
      return snapshot.map(folder -> folder.resolve(model.file().get())).filter(Files::exists);
    }
    return snapshot.filter(
        folder -> settings.offline() ? HubCache.hasWeights(folder) : HubCache.isComplete(folder));
  }
}
