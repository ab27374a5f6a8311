package dev.pare.models.reference;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a model is called on a command line. {@code toString} is a spelling that {@link #parse}
 * takes again.
 */
public sealed interface ModelReference {
  /** A folder or file of this machine, there or not. */
  record Local(Path path) implements ModelReference {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * Something inside a zip, jar or wheel.
   *
   * @param archive a {@link Local}, {@link Maven} or {@link Url}
   * @param entry a file's name, or a folder's without the slash at its end; empty for the root
   */
  record Entry(ModelReference archive, String entry) implements ModelReference {
    @Override
    public String toString() {
      return archive + SEPARATOR + entry;
    }
  }

  /**
   * A model of the Hugging Face hub.
   *
   * @param repository {@code org/name}, or {@code name} alone as the oldest are called
   * @param revision a branch, tag or commit
   * @param file the one file that is the model; empty for the safetensors of the root folder
   */
  record HuggingFace(String repository, String revision, Optional<String> file)
      implements ModelReference {
    static final String DEFAULT_REVISION = "main";

    @Override
    public String toString() {
      String at = revision.equals(DEFAULT_REVISION) ? "" : "@" + revision;
      return "hf:" + repository + at + file.map(name -> SEPARATOR + name).orElse("");
    }
  }

  /**
   * An artifact of a Maven repository, {@code maven:group:artifact:version[:type[:classifier]]}.
   */
  record Maven(
      String group, String artifact, String version, String type, Optional<String> classifier)
      implements ModelReference {
    static final String DEFAULT_TYPE = "jar";

    /** As Maven's plugins spell it. */
    String coordinates() {
      String all = group + ":" + artifact + ":" + version + ":" + type;
      return all + classifier.map(name -> ":" + name).orElse("");
    }

    @Override
    public String toString() {
      boolean plain = type.equals(DEFAULT_TYPE) && classifier.isEmpty();
      return "maven:" + (plain ? group + ":" + artifact + ":" + version : coordinates());
    }
  }

  /**
   * A file on the web.
   *
   * @param address without the fragment
   * @param sha256 what the file's SHA-256 must be, in lower-case hexadecimal
   */
  record Url(URI address, Optional<String> sha256) implements ModelReference {
    @Override
    public String toString() {
      return address + sha256.map(hash -> "#sha256=" + hash).orElse("");
    }
  }

  /**
   * A model that comes with Pare.
   *
   * @param name one of {@link BundledModels#NAMES}
   */
  record Bundled(String name) implements ModelReference {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Stands between an archive and the entry in it. */
  String SEPARATOR = "!/";

  /**
   * Reads a reference. A path that exists is that path, whatever it looks like; but what has the
   * name of a model that comes with Pare has to be a model.
   *
   * @throws dev.pare.core.PareException if it is malformed, by what is wrong
   */
  static ModelReference parse(String text) {
    return ReferenceParser.parse(text);
  }
}
