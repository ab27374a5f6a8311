package dev.pare.models.reference;

import dev.pare.core.PareException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Maven's local repository: {@code maven.repo.local}, else {@code localRepository} of the user's
 * {@code settings.xml}, else {@code ~/.m2/repository}.
 */
final class MavenRepository {
  private static final String ELEMENT = "localRepository";

  private MavenRepository() {}

  static Path find(ReferenceSettings settings) {
    return settings
        .mavenRepository()
        .or(() -> configured(settings(settings), settings.home()))
        .orElse(settings.home().resolve(".m2").resolve("repository"));
  }

  /** The user's settings, there or not. */
  static Path settings(ReferenceSettings settings) {
    return settings.home().resolve(".m2").resolve("settings.xml");
  }

  private static Optional<Path> configured(Path file, Path home) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return text(in)
          .map(text -> text.replace("${user.home}", home.toString()))
          .map(text -> Path.of(text));
    } catch (IOException e) {
      throw PareException.unreadable(file, e);
    } catch (XMLStreamException e) {
      throw new PareException(file, "is no valid XML", "correct it", e);
    }
  }

  private static Optional<String> text(InputStream in) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    XMLStreamReader reader = factory.createXMLStreamReader(in);
    try {
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT
            && reader.getLocalName().equals(ELEMENT)) {
          return Optional.of(reader.getElementText().strip()).filter(text -> !text.isEmpty());
        }
      }
      return Optional.empty();
    } finally {
      reader.close();
    }
  }
}
