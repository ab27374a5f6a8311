package dev.pare.core.chat;

import java.util.LinkedHashMap;
import java.util.Map;

/** The one kind of value that a template can change: {@code {% set ns.x = 1 %}}. */
final class Namespace {
  private final Map<String, Object> attributes = new LinkedHashMap<>();

  Map<String, Object> attributes() {
    return attributes;
  }
}
