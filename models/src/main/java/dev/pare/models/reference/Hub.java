package dev.pare.models.reference;

import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.models.http.Retries;
import dev.pare.models.reference.ModelReference.HuggingFace;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the hub is asked: which files a revision has, and what each is. */
final class Hub {
  private static final int LONGEST_LISTING = 32 << 20;

  private final Http http;
  private final URI endpoint;
  private final boolean hasToken;
  private final HuggingFace model;

  /** A revision's files. */
  record Listing(String commit, List<String> files) {}

  Hub(Http http, ReferenceSettings settings, HuggingFace model) {
    this.http = http;
    this.endpoint = settings.endpoint();
    this.hasToken = settings.token().isPresent();
    this.model = model;
  }

  Listing list() {
    URI address =
        at("/api/models/" + model.repository() + "/revision/" + encoded(model.revision()));
    JsonObject json = Json.readObject(model.toString(), text(address));
    String commit = json.requireString("sha");
    if (!HubCache.isCommit(commit)) {
      throw unexpected("names no commit");
    }
    List<String> files =
        json.objects("siblings").stream().map(file -> file.requireString("rfilename")).toList();
    return new Listing(commit, files.stream().filter(EntryNames::isRelative).toList());
  }

  private String text(URI address) {
    Retries retries = http.retries(address);
    while (true) {
      try {
        HttpResponse<InputStream> answer = http.get(address, Map.of());
        try (InputStream body = answer.body()) {
          if (answer.statusCode() == 200) {
            byte[] all = body.readNBytes(LONGEST_LISTING + 1);
            if (all.length > LONGEST_LISTING) {
              throw unexpected("has a listing past " + LONGEST_LISTING + " bytes");
            }
            return new String(all, StandardCharsets.UTF_8);
          }
          retry(answer, retries);
        }
      } catch (IOException e) {
        retries.lost(e);
      }
    }
  }

  /** What a file is, without its content. */
  HubFile look(String commit, String file) {
    URI address = address(commit, file);
    Retries retries = http.retries(address);
    while (true) {
      try {
        HttpResponse<InputStream> answer = http.head(address);
        answer.body().close();
        if (answer.statusCode() < 400) {
          return described(file, answer.headers());
        }
        retry(answer, retries);
      } catch (IOException e) {
        retries.lost(e);
      }
    }
  }

  private HubFile described(String file, HttpHeaders headers) {
    String tag =
        headers.firstValue("X-Linked-Etag").or(() -> headers.firstValue("ETag")).orElse("");
    OptionalLong size = headers.firstValueAsLong("X-Linked-Size");
    if (size.isEmpty()) {
      size = headers.firstValueAsLong("Content-Length");
    }
    Checksum checksum =
        Checksum.ofTag(tag).orElseThrow(() -> unexpected("tells no checksum of " + file));
    long bytes = size.orElse(-1);
    if (bytes < 0) {
      throw unexpected("tells no size of " + file);
    }
    return new HubFile(file, checksum, bytes);
  }

  URI address(String commit, String file) {
    String path = Stream.of(file.split("/")).map(Hub::encoded).collect(Collectors.joining("/"));
    return at("/" + model.repository() + "/resolve/" + commit + "/" + path);
  }

  private void retry(HttpResponse<?> answer, Retries retries) {
    if (!Retries.isPassing(answer.statusCode())) {
      throw refusal(answer);
    }
    retries.refused(answer);
  }

  /** What the user can do about an answer that is a refusal. */
  PareException refusal(HttpResponse<?> answer) {
    int status = answer.statusCode();
    String code = answer.headers().firstValue("X-Error-Code").orElse("");
    String page = endpoint + "/" + model.repository();
    if (code.equals("GatedRepo") || (status == 403 && code.isEmpty())) {
      String remedy = "accept the licence at " + page;
      return fault("is gated", hasToken ? remedy + " as the token's user" : needed(remedy));
    }
    if (status == 401 || status == 403) {
      return hasToken
          ? fault("is refused to this token (HTTP " + status + ")", "renew HF_TOKEN; see " + page)
          : fault(
              "is not there, private or gated",
              "check its name, or " + needed("accept the licence at " + page));
    }
    if (code.equals("RevisionNotFound")) {
      return fault("has no revision " + model.revision(), "see " + page + "/tree/main");
    }
    if (status == 404) {
      return fault("is not there", "check its name; see " + page);
    }
    return unexpected("answers HTTP " + status);
  }

  private static String needed(String remedy) {
    return "set HF_TOKEN and " + remedy;
  }

  private PareException unexpected(String what) {
    return fault(what, "check that " + endpoint + " is a Hugging Face hub");
  }

  private PareException fault(String what, String remedy) {
    return new PareException(model, what, remedy);
  }

  private URI at(String path) {
    return URI.create(endpoint + path);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
