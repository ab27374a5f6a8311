package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.io.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The models of an archive: its GGUF files, and its folders with a config and safetensors. */
final class ArchiveModels {
  private static final String GGUF = ".gguf";
  private static final String WEIGHTS = ".safetensors";
  private static final String CONFIG = "config.json";

  private final ZipArchive archive;

  /**
   * One of them.
   *
   * @param name the file's or folder's name
   * @param files the file, or those of the folder that belong to a model
   */
  record Found(String name, boolean folder, List<ArchiveEntry> files) {}

  ArchiveModels(ZipArchive archive) {
    this.archive = archive;
  }

  /** The only model that the archive holds. */
  Found only() {
    List<String> names = names();
    if (names.size() == 1) {
      return find(names.get(0));
    }
    if (names.isEmpty()) {
      throw new PareException(
          archive.file(),
          "holds no .gguf file and no folder with config.json and safetensors",
          "name another archive");
    }
    throw new PareException(
        archive.file(),
        "holds " + names.size() + " models: " + EntryNames.listed(names),
        "name one after !/");
  }

  /**
   * @throws PareException if there is no such entry, by the names that are like it, or it is no
   *     model
   */
  Found find(String name) {
    Optional<ArchiveEntry> file = archive.entry(name);
    if (file.isPresent()) {
      requireGguf(name);
      return new Found(name, false, List.of(file.get()));
    }
    List<ArchiveEntry> children = children(name.isEmpty() ? "" : name + "/");
    if (children.isEmpty()) {
      throw missing(name);
    }
    List<ArchiveEntry> model = new ArrayList<>();
    for (ArchiveEntry child : children) {
      String plain = plain(child.name());
      if (Checkpoints.isModelFile(plain)) {
        if (!EntryNames.isPlain(plain)) {
          throw archive.fault(child.name(), "leaves its folder", "take another archive");
        }
        archive.entry(child.name()); // which is there once
        model.add(child);
      }
    }
    if (!isModel(model)) {
      throw archive.fault(
          name + "/",
          "is a folder without config.json or safetensors",
          "it holds " + EntryNames.listed(children.stream().map(ArchiveEntry::name).toList()));
    }
    return new Found(name, true, model);
  }

  private void requireGguf(String name) {
    if (name.endsWith(WEIGHTS) || name.endsWith("/" + CONFIG)) {
      throw archive.fault(name, "is one file of a model", "name its folder");
    }
    if (!name.endsWith(GGUF)) {
      throw archive.fault(name, "is no model", "name a .gguf file or a model's folder");
    }
  }

  private PareException missing(String name) {
    List<String> models = names();
    List<String> near =
        models.isEmpty() ? archive.entries().stream().map(ArchiveEntry::name).toList() : models;
    String remedy = near.isEmpty() ? "it is empty" : "near are " + EntryNames.nearest(name, near);
    return new PareException(archive.file(), "has no entry " + Names.quote(name), remedy);
  }

  private List<String> names() {
    TreeSet<String> names = new TreeSet<>();
    for (ArchiveEntry entry : archive.entries()) {
      String name = entry.name();
      if (name.endsWith(GGUF)) {
        names.add(name);
      } else if (plain(name).equals(CONFIG)) {
        String folder = name.substring(0, name.length() - CONFIG.length());
        if (isModel(children(folder))) {
          names.add(folder.isEmpty() ? "" : folder.substring(0, folder.length() - 1));
        }
      }
    }
    return List.copyOf(names);
  }

  private static boolean isModel(List<ArchiveEntry> files) {
    return files.stream().anyMatch(file -> plain(file.name()).equals(CONFIG))
        && files.stream().anyMatch(file -> file.name().endsWith(WEIGHTS));
  }

  /** The files right below a folder, whose name ends with a slash or is empty. */
  private List<ArchiveEntry> children(String folder) {
    return archive.entries().stream()
        .filter(entry -> entry.name().startsWith(folder) && !entry.isFolder())
        .filter(entry -> entry.name().indexOf('/', folder.length()) < 0)
        .toList();
  }

  private static String plain(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
