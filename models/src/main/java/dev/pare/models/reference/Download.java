package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.progress.Progress;
import dev.pare.models.http.Retries;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file over HTTP into a {@link PartialFile}: begun where that ends, and begun again, there,
 * whenever the connection is lost.
 */
final class Download {
  private static final int BLOCK_BYTES = 1 << 18;
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18}|\\*)");

  private final Http http;
  private final URI address;
  private final PartialFile file;
  private final Progress progress;
  private final Function<HttpResponse<InputStream>, PareException> refusal;
  private final Retries retries;
  private OptionalLong given = OptionalLong.empty();
  private OptionalLong size = OptionalLong.empty();
  private Optional<String> tag = Optional.empty();
  private Beginning beginning = (tag, size) -> {};
  private boolean restarted;

  /** Told what the server says of the file, before each body. */
  @FunctionalInterface
  interface Beginning {
    void of(Optional<String> tag, OptionalLong size);
  }

  /**
   * @param refusal what to say of an answer that is none of a file
   */
  Download(
      Http http,
      URI address,
      PartialFile file,
      Progress progress,
      Function<HttpResponse<InputStream>, PareException> refusal) {
    this.http = http;
    this.address = address;
    this.file = file;
    this.progress = progress;
    this.refusal = refusal;
    this.retries = http.retries(address);
  }

  /** How long the file is, where that is known beforehand. */
  Download withSize(OptionalLong known) {
    given = known;
    size = known;
    return this;
  }

  /** The ETag of what the partial file holds; a server that has another begins anew. */
  Download withTag(Optional<String> known) {
    tag = known;
    return this;
  }

  Download onBeginning(Beginning told) {
    beginning = told;
    return this;
  }

  /** Returns when the file is all there. */
  void run() {
    while (!isComplete()) {
      try (InputStream body = open()) {
        if (body != null) {
          copy(body);
          size = size.isPresent() ? size : OptionalLong.of(file.size());
        }
      } catch (IOException e) {
        retries.lost(e);
      }
    }
  }

  private boolean isComplete() {
    if (size.isPresent() && file.size() > size.getAsLong()) {
      restart("holds more than its " + size.getAsLong() + " bytes");
    }
    return size.isPresent() && file.size() == size.getAsLong();
  }

  /** The body from the file's end on; null if there is none yet. */
  private InputStream open() throws IOException {
    HttpResponse<InputStream> answer = http.get(address, headers());
    int status = answer.statusCode();
    if (status == 200) {
      if (file.size() > 0) {
        startOver();
      }
      learn(answer.headers(), answer.headers().firstValueAsLong("Content-Length"));
      return answer.body();
    }
    if (status == 206 && continues(answer.headers())) {
      return answer.body();
    }
    try (InputStream body = answer.body()) {
      if (status == 206 || status == 416) {
        restart("answers another part than the one that was asked for");
      } else if (Retries.isPassing(status)) {
        retries.refused(answer);
      } else {
        throw refusal.apply(answer);
      }
    }
    return null;
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new HashMap<>();
    if (file.size() > 0) {
      headers.put("Range", "bytes=" + file.size() + "-");
      tag.filter(value -> !value.startsWith("W/")).ifPresent(v -> headers.put("If-Range", v));
    }
    return headers;
  }

  private boolean continues(HttpHeaders headers) {
    Matcher range = RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    if (!range.matches() || Long.parseLong(range.group(1)) != file.size()) {
      return false;
    }
    OptionalLong all =
        range.group(2).equals("*")
            ? OptionalLong.empty()
            : OptionalLong.of(Long.parseLong(range.group(2)));
    if (size.isPresent() && all.isPresent() && !all.equals(size)) {
      return false;
    }
    learn(headers, all);
    return true;
  }

  private void learn(HttpHeaders headers, OptionalLong said) {
    if (given.isPresent() && said.isPresent() && !said.equals(given)) {
      String what = "has " + said.getAsLong() + " bytes, not the " + given.getAsLong();
      throw new PareException(address, what + " announced", "run it again");
    }
    size = given.isPresent() ? given : said;
    tag = headers.firstValue("ETag");
    beginning.of(tag, size);
  }

  private void restart(String why) {
    if (restarted) {
      throw new PareException(address, why, "run it again");
    }
    restarted = true;
    startOver();
  }

  private void startOver() {
    progress.advance(-file.size());
    file.restart();
  }

  private void copy(InputStream body) throws IOException {
    byte[] block = new byte[BLOCK_BYTES];
    for (int length = body.read(block); length >= 0; length = body.read(block)) {
      if (size.isPresent() && file.size() + length > size.getAsLong()) {
        throw new PareException(
            address, "sends more than its " + size.getAsLong() + " bytes", "run it again");
      }
      file.append(block, length);
      progress.advance(length);
      retries.progressed();
    }
    if (size.isPresent() && file.size() < size.getAsLong()) {
      throw new IOException("ended early");
    }
  }
}
