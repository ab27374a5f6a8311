package dev.pare.models.reference;

import static dev.pare.models.reference.Stores.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts by Maven: a machine's own, and a script in its place. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "needs a shell script as mvn")
class MavenTest {
  private static final ModelReference NAME = ModelReference.parse("maven:org.x:m:1.0!/x.gguf");
  private static final String JAR = "org/x/m/1.0/m-1.0.jar";

  @TempDir private Path temp;
  private byte[] content;

  @BeforeEach
  void content() {
    content = new byte[1000];
  }

  private ModelStore store(boolean offline, String path) {
    ReferenceSettings usual = Stores.settings(temp, offline, "PATH", path);
    return Stores.store(
        new ReferenceSettings(
            usual.cache(),
            usual.hubCache(),
            usual.endpoint(),
            Optional.empty(),
            offline,
            temp.resolve("home"),
            Optional.empty(),
            path));
  }

  private Path jar(Path repository) throws IOException {
    Path jar = repository.resolve(JAR);
    Files.createDirectories(jar.getParent());
    return new RawZip(false).deflated("x.gguf", content).write(jar);
  }

  private void settings(String rest) throws IOException {
    Path maven = Files.createDirectories(temp.resolve("home/.m2"));
    String local = "<localRepository>${user.home}/local</localRepository>";
    Files.writeString(maven.resolve("settings.xml"), "<settings>" + local + rest + "</settings>");
  }

  /** A folder whose mvn writes down its arguments and then does what it is told. */
  private String script(String work) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("bin"));
    Path mvn = folder.resolve("mvn");
    Files.writeString(mvn, "#!/bin/sh\necho \"$@\" >'" + temp.resolve("args") + "'\n" + work);
    Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwx------"));
    return "/nowhere:" + folder;
  }

  private void assertIsContent(ModelStore store) throws IOException {
    assertArrayEquals(content, Files.readAllBytes(store.locate(NAME).path()));
  }

  @Test
  void theLocalRepositoryComesFirst() throws IOException {
    jar(temp.resolve("home/.m2/repository"));
    assertIsContent(store(true, ""));
    settings("");
    assertFails("there is no mvn on the PATH", () -> store(true, "").locate(NAME));
    jar(temp.resolve("home/local"));
    assertIsContent(store(true, ""));
  }

  @Test
  void mvnIsAskedForWhatIsMissing() throws IOException {
    settings("");
    Path elsewhere = jar(temp.resolve("elsewhere"));
    Path target = temp.resolve("home/local").resolve(JAR);
    String copy = "mkdir -p '%s' && cp '%s' '%s'".formatted(target.getParent(), elsewhere, target);
    assertIsContent(store(false, script(copy)));
    assertEquals(
        "-B -q -s "
            + temp.resolve("home/.m2/settings.xml")
            + " -Dmaven.repo.local="
            + temp.resolve("home/local")
            + " org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get"
            + " -Dartifact=org.x:m:1.0:jar -Dtransitive=false\n",
        Files.readString(temp.resolve("args")));
  }

  @Test
  void whatMvnSaysIsHandedOn() throws IOException {
    String fail = script("echo '[ERROR] no such thing'; echo '[ERROR] more'; exit 1");
    assertFails(
        "Maven could not get it: no such thing; check the coordinates",
        () -> store(false, fail).locate(NAME));
    assertFails("run pare pull without --offline", () -> store(true, fail).locate(NAME));
    assertTrue(Files.readString(temp.resolve("args")).startsWith("-B -q -o "));
    assertFails("was resolved, but not to", () -> store(false, script("")).locate(NAME));
  }

  @Test
  void brokenSettingsAreNamed() throws IOException {
    settings("<oops>");
    jar(temp.resolve("home/local"));
    assertIsContent(store(true, ""));
    Files.writeString(temp.resolve("home/.m2/settings.xml"), "<settings><local");
    assertFails("settings.xml: is no valid XML", () -> store(true, "").locate(NAME));
  }

  @Test
  void aRealMvnResolvesFromTheRepositoryOfItsSettings() throws IOException {
    Path plugins = Path.of(System.getProperty("user.home"), ".m2", "repository");
    String shared = "org/apache/maven/shared/maven-dependency-analyzer";
    assumeTrue(
        Files.exists(plugins.resolve("org/apache/maven/plugins/maven-dependency-plugin/3.8.1"))
            && Files.exists(plugins.resolve(shared)),
        "needs maven-dependency-plugin 3.8.1 in " + plugins + ": build once with mvn package");
    jar(temp.resolve("remote"));
    Files.writeString(
        temp.resolve("remote").resolve(JAR.replace(".jar", ".pom")),
        "<project><modelVersion>4.0.0</modelVersion><groupId>org.x</groupId>"
            + "<artifactId>m</artifactId><version>1.0</version></project>");
    settings(
        "<profiles><profile><id>here</id><repositories>"
            + repository("models", temp.resolve("remote").toUri(), "repository")
            + "</repositories><pluginRepositories>"
            + repository("central", plugins.toUri(), "pluginRepository")
            + "</pluginRepositories></profile></profiles>"
            + "<activeProfiles><activeProfile>here</activeProfile></activeProfiles>"
            + "<mirrors><mirror><id>none</id><mirrorOf>central</mirrorOf><url>"
            + plugins.toUri()
            + "</url></mirror></mirrors>");
    assertIsContent(store(false, System.getenv("PATH")));
    assertIsContent(store(true, ""));
  }

  private static String repository(String id, URI url, String element) {
    return "<%s><id>%s</id><url>%s</url></%s>".formatted(element, id, url, element);
  }
}
