package dev.pare.cli;

import dev.pare.core.progress.Progress;
import dev.pare.models.reference.CachedModel;
import dev.pare.models.reference.ModelStore;
import dev.pare.models.reference.ReferenceSettings;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pare models}: what is here already. */
@Command(
    name = "models",
    description = "Lists the models in Hugging Face's cache and in Pare's own.",
    sortOptions = false,
    footer = {"", "Example: pare models --json"})
final class ModelsCommand implements Runnable {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneId.systemDefault());

  @Mixin private OutputFormat format;

  @Override
  public void run() {
    ReferenceSettings settings = ReferenceSettings.system(true);
    List<CachedModel> models = new ModelStore(settings, Progress.none()).list();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("caches", List.of(settings.hubCache().toString(), settings.cache().toString()));
    json.put("models", models.stream().map(ModelsCommand::json).toList());
    format.print(text(models, settings), json);
  }

  private static String text(List<CachedModel> models, ReferenceSettings settings) {
    if (models.isEmpty()) {
      return "no models in %s and %s%n".formatted(settings.hubCache(), settings.cache());
    }
    int width = models.stream().mapToInt(model -> model.reference().length()).max().orElse(0);
    String row = "%-" + width + "s %10s  %-10s  %s%n";
    StringBuilder text = new StringBuilder(row.formatted("", "size", "last used", ""));
    for (CachedModel model : models) {
      String kind = model.architecture().orElseGet(() -> "! " + model.problem().orElseThrow());
      text.append(
          row.formatted(
              OutputFormat.printable(model.reference()),
              Units.bytes(model.bytes()),
              DAY.format(model.lastUsed()),
              OutputFormat.printable(kind)));
    }
    return text.toString();
  }

  private static Map<String, Object> json(CachedModel model) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("reference", model.reference());
    json.put("path", model.path().toString());
    model.architecture().ifPresent(name -> json.put("architecture", name));
    json.put("bytes", model.bytes());
    json.put("lastUsed", model.lastUsed().toString());
    model.problem().ifPresent(problem -> json.put("problem", problem));
    return json;
  }
}
