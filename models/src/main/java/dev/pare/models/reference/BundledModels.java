package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.models.reference.ModelReference.Bundled;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;

/**
 * The models that come with Pare: folders among the resources of this module, {@code
 * dev/pare/models/NAME/}. From a jar they are unpacked into the cache, once; from a build's folder
 * they are read where they lie.
 */
final class BundledModels {
  static final Set<String> NAMES = Set.of("atlas");

  private static final String FOLDER = "/dev/pare/models/";
  private static final String CONFIG = "/config.json";

  private final Function<String, URL> resources;
  private final Unpacking unpacking;

  /**
   * @param resources finds a resource by its absolute name; null if there is none
   */
  BundledModels(Function<String, URL> resources, Unpacking unpacking) {
    this.resources = resources;
    this.unpacking = unpacking;
  }

  /** Whether a path of a model's name is one itself: a checkout of Pare has a folder atlas. */
  static boolean isModel(Path path) {
    return Files.isRegularFile(path) || Files.exists(Path.of(path + CONFIG));
  }

  /**
   * The folder that holds the model.
   *
   * @throws PareException if this build has none of that name
   */
  Path folder(Bundled model) {
    URL config = resources.apply(FOLDER + model.name() + CONFIG);
    if (config == null) {
      throw new PareException(
          model,
          "is no model here, and this build of Pare comes without its model of that name",
          "take a build that has it, or give a model's folder");
    }
    try {
      if (config.openConnection() instanceof JarURLConnection jar) {
        URI file = jar.getJarFileURL().toURI();
        return unpacked(Path.of(file), jar.getEntryName(), model);
      }
      return Path.of(config.toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new PareException(model, "lies at no path: " + config, "move Pare elsewhere", e);
    } catch (IOException e) {
      throw new PareException(model, "cannot be read at " + config, "build Pare again", e);
    }
  }

  private Path unpacked(Path jar, String config, Bundled model) {
    try (ZipArchive archive = ZipArchive.open(jar)) {
      String folder = config.substring(0, config.length() - CONFIG.length());
      return unpacking.unpack(archive, new ArchiveModels(archive).find(folder), model);
    }
  }
}
