package dev.pare.models.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.models.reference.ModelReference.Entry;
import dev.pare.models.reference.ModelReference.HuggingFace;
import dev.pare.models.reference.ModelReference.Local;
import dev.pare.models.reference.ModelReference.Maven;
import dev.pare.models.reference.ModelReference.Url;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelReferenceTest {
  private static final String SHA = "0123456789abcdef".repeat(4);

  @TempDir private Path temp;

  static Stream<Arguments> references() {
    Local wheel = new Local(Path.of("a/b.whl"));
    Url url = new Url(URI.create("https://h/x.zip"), Optional.empty());
    Maven maven = new Maven("org.x", "m", "1.0", "jar", Optional.empty());
    return Stream.of(
        Arguments.of("model", new Local(Path.of("model"))),
        Arguments.of("C:\\models\\a.gguf", new Local(Path.of("C:\\models\\a.gguf"))),
        Arguments.of("C:/models/a.gguf", new Local(Path.of("C:/models/a.gguf"))),
        Arguments.of("a/b.whl!/c/d.gguf", new Entry(wheel, "c/d.gguf")),
        Arguments.of("a/b.whl!/", new Entry(wheel, "")),
        Arguments.of("C:/b.jar!/m", new Entry(new Local(Path.of("C:/b.jar")), "m")),
        Arguments.of("hf:org/name", hub("org/name", "main", null)),
        Arguments.of("hf:gpt2", hub("gpt2", "main", null)),
        Arguments.of("hf:org/name@refs/pr/3", hub("org/name", "refs/pr/3", null)),
        Arguments.of("hf:org/name@v1.0!/sub/a.gguf", hub("org/name", "v1.0", "sub/a.gguf")),
        Arguments.of("maven:org.x:m:1.0", maven),
        Arguments.of("maven:org.x:m:1.0!/a.gguf", new Entry(maven, "a.gguf")),
        Arguments.of(
            "maven:org.x:m:1.0:gguf:q4", new Maven("org.x", "m", "1.0", "gguf", Optional.of("q4"))),
        Arguments.of("https://h/x.zip", url),
        Arguments.of("https://h/x.zip!/m", new Entry(url, "m")),
        Arguments.of(
            "https://h:8443/a%20b.gguf?x=1#sha256=" + SHA,
            new Url(URI.create("https://h:8443/a%20b.gguf?x=1"), Optional.of(SHA))),
        Arguments.of(
            "http://localhost:80/x.gguf",
            new Url(URI.create("http://localhost:80/x.gguf"), Optional.empty())));
  }

  private static HuggingFace hub(String repository, String revision, String file) {
    return new HuggingFace(repository, revision, Optional.ofNullable(file));
  }

  @ParameterizedTest
  @MethodSource("references")
  void readsAndSpellsThem(String text, ModelReference expected) {
    ModelReference read = ModelReference.parse(text);
    assertEquals(expected, read);
    assertEquals(text, read.toString());
  }

  @Test
  void aSlashAtTheEndIsAFolderAllTheSame() {
    assertEquals("a.zip!/m", ModelReference.parse("a.zip!/m/").toString());
    String upper = "https://h/x.gguf#sha256=" + SHA.toUpperCase(Locale.ROOT);
    assertEquals("https://h/x.gguf#sha256=" + SHA, ModelReference.parse(upper).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                | is empty",
        "s3:bucket/a                       | is no path that exists, and \"s3:\" is no kind",
        "hf:                               | names no repository",
        "hf:a/b/c                          | names no repository",
        "hf:../b                           | names no repository",
        "hf:a/b--c                         | names no repository",
        "hf:-a/b                           | names no repository",
        "hf:a/b@                           | names no revision",
        "hf:a/b@x/../../y                  | names no revision",
        "hf:a/b@/x                         | names no revision",
        "hf:a/b@x y                        | names no revision",
        "hf:a/b!/                          | names no file after !/",
        "hf:a/b!/../x.gguf                 | leaves its archive",
        "a.zip!/../x                       | leaves its archive",
        "a.zip!/x/../../y                  | leaves its archive",
        "a.zip!//x                         | leaves its archive",
        "a.zip!/x\\y                       | leaves its archive",
        "a.zip!/C:x                        | leaves its archive",
        "a.zip!/b.zip!/c                   | an archive inside an archive",
        "maven:g:a                         | names no Maven artifact",
        "maven:g:a:1:jar:c:x               | names no Maven artifact",
        "maven:g::1                        | names no Maven artifact",
        "maven:-Dx:a:1                     | names no Maven artifact",
        "maven:g:a:../1                    | names no Maven artifact",
        "maven:g:a:1 -X                    | names no Maven artifact",
        "https://                          | is no web address",
        "https:///x.gguf                   | names no host",
        "https://h/                        | names no file",
        "https://h                         | names no file",
        "https://u:p@h/x.gguf              | carries a password",
        "http://example.org/x.gguf         | would come unprotected; write https",
        "https://h/x y                     | is no web address",
        "https://h/x.gguf#sha256=12        | has a fragment that is no checksum",
        "https://h/x.gguf#top              | has a fragment that is no checksum"
      })
  void namesWhatIsMalformed(String text, String what) {
    PareException e = assertThrows(PareException.class, () -> ModelReference.parse(text));
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  @Test
  void aPathThatExistsIsThatPath() throws IOException {
    Path odd = Files.createDirectories(temp.resolve("a.zip!").resolve("m"));
    assertEquals(new Local(odd), ModelReference.parse(odd.toString()));
    Path zip = Files.createFile(odd.resolve("b.zip"));
    Entry entry = assertInstanceOf(Entry.class, ModelReference.parse(zip + "!/x"));
    assertEquals(new Entry(new Local(zip), "x"), entry);
  }
}
