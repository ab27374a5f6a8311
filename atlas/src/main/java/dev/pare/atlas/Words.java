package dev.pare.atlas;

import dev.pare.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lists of plain words, by what they name. */
final class Words {
  private final Map<String, List<String>> lists = new HashMap<>();

  Words() {
    JsonObject yaml = Resources.yaml("words");
    yaml.keys().forEach(key -> lists.put(key, yaml.strings(key)));
  }

  List<String> list(String name) {
    return lists.get(name);
  }

  String draw(Chance chance, String list) {
    return chance.oneOf(lists.get(list));
  }
}
