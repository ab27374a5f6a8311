package dev.pare.models.endpoint;

import dev.pare.core.PareException;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server's final answer to one request: a reply, or why there is none. */
final class Completion {
  private static final int LONGEST_REASON = 300;

  private final EndpointSettings settings;
  private final int status;
  private final String body;

  Completion(EndpointSettings settings, HttpResponse<byte[]> answer) {
    this.settings = settings;
    this.status = answer.statusCode();
    this.body = new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** The text of the first choice; a refusal has none, which is "". */
  String text() {
    if (status != 200) {
      throw refused();
    }
    try {
      JsonObject json = Json.readObject("the reply", body);
      List<JsonObject> choices = json.objects("choices");
      if (choices.isEmpty()) {
        throw new PareException("the reply", "\"choices\" is empty", "");
      }
      return choices.get(0).requireObject("message").string("content").orElse("");
    } catch (PareException e) {
      throw new PareException(
          settings.address(),
          "answers what is no chat completion (" + hidden(e.getMessage()) + ")",
          "check the address");
    }
  }

  private PareException refused() {
    String reason = reason().map(text -> ": " + hidden(text)).orElse("");
    String what = "refuses (HTTP " + status + reason + ")";
    return switch (status) {
      case 301, 302, 303, 307, 308 ->
          new PareException(
              settings.address(), "sends on to another address", "give the one that answers");
      case 401, 403 ->
          new PareException(
              settings.address(),
              what,
              settings.key().isPresent()
                  ? "check the key in its variable"
                  : "name the variable that holds your key");
      case 404, 405 ->
          new PareException(
              settings.address(), what, "check the address and the name " + settings.model());
      default -> new PareException(settings.address(), what, "check the model's name and context");
    };
  }

  /** {@code error: {message}}, {@code error: "…"} or {@code message}, as servers differ. */
  private Optional<String> reason() {
    try {
      JsonObject json = Json.readObject("", body);
      Object error = json.values().getOrDefault("error", json.values().get("message"));
      Object text = error instanceof Map<?, ?> map ? map.get("message") : error;
      return Optional.ofNullable(text).map(String::valueOf);
    } catch (PareException e) {
      return Optional.empty(); // a page for people
    }
  }

  private String hidden(String text) {
    String shown = settings.key().map(key -> key.hiddenIn(text)).orElse(text);
    return shown.length() > LONGEST_REASON ? shown.substring(0, LONGEST_REASON) + "…" : shown;
  }
}
