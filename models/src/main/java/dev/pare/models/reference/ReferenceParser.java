package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.models.http.Addresses;
import dev.pare.models.reference.ModelReference.Bundled;
import dev.pare.models.reference.ModelReference.Entry;
import dev.pare.models.reference.ModelReference.HuggingFace;
import dev.pare.models.reference.ModelReference.Local;
import dev.pare.models.reference.ModelReference.Maven;
import dev.pare.models.reference.ModelReference.Url;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@link ModelReference} describes. */
final class ReferenceParser {
  /** One letter and a colon is a Windows drive. */
  private static final Pattern SCHEME = Pattern.compile("([a-z][a-z0-9+.-]+):(.*)");

  private static final Pattern REPOSITORY =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,95}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,95}");
  private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/+-]{0,199}");
  private static final Pattern COORDINATE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]*");
  private static final String SHA256 = "sha256=";
  private static final Pattern SHA256_HEX = Pattern.compile("[0-9a-f]{64}");

  private final String text;

  private ReferenceParser(String text) {
    this.text = text;
  }

  static ModelReference parse(String text) {
    if (text.isBlank()) {
      throw new PareException("MODEL", "is empty", "name a model");
    }
    return new ReferenceParser(text).read();
  }

  private ModelReference read() {
    if (BundledModels.NAMES.contains(text) && !BundledModels.isModel(Path.of(text))) {
      return new Bundled(text);
    }
    if (exists(text)) {
      return new Local(Path.of(text));
    }
    int split = split();
    if (split < 0) {
      return whole(text);
    }
    String entry = entry(text.substring(split + ModelReference.SEPARATOR.length()));
    ModelReference whole = whole(text.substring(0, split));
    if (whole instanceof HuggingFace hub) {
      if (entry.isEmpty()) {
        throw fault("names no file after !/", "write hf:org/name!/file.gguf");
      }
      return new HuggingFace(hub.repository(), hub.revision(), Optional.of(entry));
    }
    return new Entry(whole, entry);
  }

  /** Where the archive's name ends: at the first file that is there, else at the first mark. */
  private int split() {
    int first = text.indexOf(ModelReference.SEPARATOR);
    for (int at = first; at >= 0; at = text.indexOf(ModelReference.SEPARATOR, at + 1)) {
      if (exists(text.substring(0, at)) && !Files.isDirectory(Path.of(text.substring(0, at)))) {
        return at;
      }
    }
    return first;
  }

  private static boolean exists(String path) {
    try {
      return !path.isEmpty() && Files.exists(Path.of(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private String entry(String name) {
    if (name.contains(ModelReference.SEPARATOR)) {
      throw fault("names an archive inside an archive", "unpack the outer one");
    }
    String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    if (!plain.isEmpty() && !EntryNames.isRelative(plain)) {
      throw fault("names an entry that leaves its archive", "name it as the archive lists it");
    }
    return plain;
  }

  private ModelReference whole(String name) {
    Matcher scheme = SCHEME.matcher(name);
    if (!scheme.matches()) {
      return new Local(path(name));
    }
    String rest = scheme.group(2);
    return switch (scheme.group(1)) {
      case "hf" -> huggingFace(rest);
      case "maven" -> maven(rest);
      case "https", "http" -> url(name);
      default ->
          throw fault(
              "is no path that exists, and \"" + scheme.group(1) + ":\" is no kind of reference",
              "give a path, hf:org/name, maven:group:artifact:version or https://…");
    };
  }

  private Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw fault("is no path (" + e.getReason() + ")", "check its spelling");
    }
  }

  private HuggingFace huggingFace(String rest) {
    int at = rest.indexOf('@');
    String repository = at < 0 ? rest : rest.substring(0, at);
    String revision = at < 0 ? HuggingFace.DEFAULT_REVISION : rest.substring(at + 1);
    boolean plain = REPOSITORY.matcher(repository).matches() && !repository.contains("--");
    if (!plain || repository.contains("..")) {
      throw fault("names no repository of the hub", "write hf:org/name");
    }
    if (!REVISION.matcher(revision).matches() || !EntryNames.isRelative(revision)) {
      throw fault("names no revision after @", "write a branch, tag or commit, or leave out the @");
    }
    return new HuggingFace(repository, revision, Optional.empty());
  }

  private Maven maven(String rest) {
    String[] parts = rest.split(":", -1);
    boolean plain = parts.length >= 3 && parts.length <= 5;
    for (String part : parts) {
      plain &= COORDINATE.matcher(part).matches() && !part.contains("..");
    }
    if (!plain) {
      throw fault(
          "names no Maven artifact", "write maven:group:artifact:version[:type[:classifier]]");
    }
    return new Maven(
        parts[0],
        parts[1],
        parts[2],
        parts.length > 3 ? parts[3] : Maven.DEFAULT_TYPE,
        parts.length > 4 ? Optional.of(parts[4]) : Optional.empty());
  }

  private Url url(String name) {
    URI given;
    try {
      given = new URI(name);
    } catch (URISyntaxException e) {
      throw fault("is no web address (" + e.getReason() + ")", "check its spelling");
    }
    if (given.getHost() == null) {
      throw fault("names no host", "write https://host/path/model.gguf");
    }
    if (given.getRawUserInfo() != null) {
      throw fault("carries a password", "download the file yourself");
    }
    if (!Addresses.isSafe(given)) {
      throw fault("would come unprotected", "write https instead of http");
    }
    if (given.getPath().isEmpty() || given.getPath().endsWith("/")) {
      throw fault("names no file", "write https://host/path/model.gguf");
    }
    String all = given.toString();
    int fragment = all.indexOf('#');
    return new Url(URI.create(fragment < 0 ? all : all.substring(0, fragment)), sha256(given));
  }

  private Optional<String> sha256(URI given) {
    String fragment = given.getFragment();
    if (fragment == null) {
      return Optional.empty();
    }
    String hash = fragment.toLowerCase(Locale.ROOT).replaceFirst("^" + SHA256, "");
    if (!fragment.startsWith(SHA256) || !SHA256_HEX.matcher(hash).matches()) {
      throw fault("has a fragment that is no checksum", "write #sha256= and 64 hexadecimal digits");
    }
    return Optional.of(hash);
  }

  private PareException fault(String what, String remedy) {
    return new PareException(text, what, remedy);
  }
}
