package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import dev.pare.models.reference.ModelReference.Maven;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Artifacts of Maven's local repository, which the {@code mvn} of the machine fills: where
 * artifacts come from, by which mirror and with which password, is Maven's own affair.
 */
final class MavenArtifacts {
  private static final String GET = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get";

  private final ReferenceSettings settings;
  private final Progress progress;

  MavenArtifacts(ReferenceSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** The artifact's file, downloaded if it is not there. */
  Path file(Maven maven) {
    Path repository = MavenRepository.find(settings);
    Path file = repository.resolve(layout(maven));
    if (!Files.isRegularFile(file)) {
      resolve(maven, repository);
    }
    if (!Files.isRegularFile(file)) {
      throw new PareException(maven, "was resolved, but not to " + file, "run it again");
    }
    return file;
  }

  private static String layout(Maven maven) {
    String classifier = maven.classifier().map(name -> "-" + name).orElse("");
    String name = maven.artifact() + "-" + maven.version() + classifier + "." + maven.type();
    String folder = maven.group().replace('.', '/') + "/" + maven.artifact();
    return folder + "/" + maven.version() + "/" + name;
  }

  private void resolve(Maven maven, Path repository) {
    List<String> command = new ArrayList<>(List.of(program(maven).toString(), "-B", "-q"));
    if (settings.offline()) {
      command.add("-o");
    }
    Path file = MavenRepository.settings(settings);
    if (Files.isRegularFile(file)) {
      command.addAll(List.of("-s", file.toString()));
    }
    command.add("-Dmaven.repo.local=" + repository);
    command.add(GET);
    command.add("-Dartifact=" + maven.coordinates());
    command.add("-Dtransitive=false");
    progress.note(maven + ": asking Maven");
    Path log = null;
    try {
      log = Files.createTempFile("pare-maven", ".log");
      int exit = run(command, log, maven);
      if (exit != 0) {
        throw new PareException(maven, "Maven could not get it: " + reason(log), remedy());
      }
    } catch (IOException e) {
      throw new PareException(maven, "mvn cannot be run (" + e.getMessage() + ")", "check it", e);
    } finally {
      delete(log);
    }
  }

  private String remedy() {
    return settings.offline()
        ? "run pare pull without --offline and HF_HUB_OFFLINE"
        : "check the coordinates and Maven's settings.xml";
  }

  private int run(List<String> command, Path log, Maven maven) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(new File(System.getProperty("java.io.tmpdir"))) // a pom here is not meant
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(nothing()))
            .start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new PareException(maven, "was interrupted", "run it again", e);
    }
  }

  private static File nothing() {
    return new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
  }

  /** What Maven says of its failure: its first line marked as an error. */
  private static String reason(Path log) throws IOException {
    String all = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    String text = all.replaceAll("\u001b\\[[0-9;]*m", "");
    return text.lines()
        .filter(line -> line.contains("ERROR"))
        .findFirst()
        .or(() -> text.lines().filter(line -> !line.isBlank()).findFirst())
        .map(line -> line.replaceFirst("^\\[ERROR\\]\\s*", ""))
        .map(
            line ->
                line.replaceFirst(
                    "^Failed to execute goal \\S+ \\(default-cli\\) on \\S+ \\S+ ", ""))
        .map(line -> line.replaceFirst("\\s*-> \\[Help \\d+\\]$", ""))
        .orElse("it says nothing");
  }

  private Path program(Maven maven) {
    boolean windows = File.separatorChar == '\\';
    for (String folder : settings.searchPath().split(File.pathSeparator)) {
      Path program = Path.of(folder, windows ? "mvn.cmd" : "mvn");
      if (!folder.isEmpty() && Files.isExecutable(program)) {
        return program;
      }
    }
    throw new PareException(
        maven,
        "is not in the local repository, and there is no mvn on the PATH to get it",
        "install Maven, or download the file");
  }

  private static void delete(Path log) {
    if (log != null && !log.toFile().delete()) {
      log.toFile().deleteOnExit();
    }
  }
}
