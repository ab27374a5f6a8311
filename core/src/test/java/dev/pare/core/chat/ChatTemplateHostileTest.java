package dev.pare.core.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.PareException;
import dev.pare.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Templates that would hang, fill memory or overflow the stack: each is refused by name and line.
 */
class ChatTemplateHostileTest {
  private static final int MUTATIONS = 100_000;
  private static final int STACK = 512 << 10;
  private static final String TOO_MUCH = "takes more work than a chat template may";
  private static final String TOO_DEEP = "nested more than";
  private static final String LOOPS = "{% for i in range(99999) %}".repeat(3);
  private static final String LOOPS_END = "{% endfor %}".repeat(3);

  private static final String DOUBLING =
      "{% set ns = namespace(s='ab', l=[1], t=[]) %}{% for i in range(99999) %}";

  /** A template and what is said of it. */
  record Hostile(String template, String said) {}

  static List<Hostile> hostile() {
    return List.of(
        new Hostile(LOOPS + LOOPS_END, TOO_MUCH),
        new Hostile(LOOPS + "x" + LOOPS_END, TOO_MUCH),
        new Hostile("{{ range(99999999999) }}", "numbers"),
        new Hostile("{{ range(0, -99999999999, -1) }}", "numbers"),
        new Hostile("{{ 'x' * 99999999999 }}", TOO_MUCH),
        new Hostile("{{ ['x'] * 999999999 * 999999999 }}", TOO_MUCH),
        new Hostile("{{ ('x' * 9999999)|indent(999999999) }}", TOO_MUCH),
        new Hostile("{{ 'x'.zfill(2000000000) }}", TOO_MUCH),
        new Hostile("{{ strftime_now('%A' * 5000000) }}", TOO_MUCH),
        new Hostile("{{ '%999999999d' % 1 }}", "a format is not one of"),
        new Hostile(DOUBLING + "{% set ns.s = ns.s + ns.s %}{% endfor %}", TOO_MUCH),
        new Hostile(DOUBLING + "{% set ns.s = ns.s ~ ns.s %}{% endfor %}", TOO_MUCH),
        new Hostile(DOUBLING + "{% set ns.s = ns.s|replace('a', ns.s) %}{% endfor %}", TOO_MUCH),
        new Hostile(DOUBLING + "{% set ns.s = ns.s.join([ns.s, ns.s]) %}{% endfor %}", TOO_MUCH),
        new Hostile(DOUBLING + "{% set ns.s = ns.s|replace('', ns.s) %}{% endfor %}", TOO_MUCH),
        new Hostile(DOUBLING + "{% set ns.s = [ns.s, ns.s]|tojson %}{% endfor %}", TOO_MUCH),
        new Hostile(DOUBLING + "{% set ns.s = '{0}{0}'.format(ns.s) %}{% endfor %}", TOO_MUCH),
        new Hostile(DOUBLING + "{% set ns.s = '%s%s' % (ns.s, ns.s) %}{% endfor %}", TOO_MUCH),
        new Hostile(DOUBLING + "{% set ns.l = ns.l + ns.l %}{% endfor %}", TOO_MUCH),
        new Hostile(DOUBLING + "{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}", "nested"),
        new Hostile(DOUBLING + "{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l }}", TOO_DEEP),
        new Hostile(DOUBLING + "{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l|tojson }}", TOO_DEEP),
        new Hostile(
            DOUBLING
                + "{% set ns.l = [ns.l] %}{% set ns.t = [ns.t] %}{% endfor %}"
                + "{{ ns.l == ns.t }}",
            TOO_DEEP),
        new Hostile(
            "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}"
                + "{% endfor %}{{ ns.l }}",
            TOO_MUCH),
        new Hostile("{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}", "cannot be printed"),
        new Hostile(
            "{% set ns = namespace() %}{% set ns.x = [ns] %}{{ ns.x }}", "cannot be printed"),
        new Hostile("{{ ('a' * 4000000) in ('a' * 9000000 + 'b') }}", TOO_MUCH),
        new Hostile("{{ ('a' * 9000000).split('a' * 4000000 + 'b') }}", TOO_MUCH),
        new Hostile("{{ ('a' * 3000000).strip('b' * 3000000 + 'a') }}", TOO_MUCH),
        new Hostile("{{ range(99999)|map('string')|unique|list|length }}", TOO_MUCH),
        new Hostile("{{ (range(99999)|list * 40)|sort|length }}", TOO_MUCH),
        new Hostile("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", TOO_DEEP),
        new Hostile("{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}", TOO_DEEP),
        new Hostile("{% macro f(x=f()) %}{% endmacro %}{{ f() }}", TOO_DEEP),
        new Hostile(
            "{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{% endmacro %}{{ f() }}",
            TOO_DEEP),
        new Hostile(
            "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}"
                + "{{ f(40) }}",
            TOO_MUCH),
        new Hostile("{{ [1]|map('map', 'map', 'map')|list }}", "cannot be looped over"),
        new Hostile("{{ " + "(".repeat(100_000), TOO_DEEP),
        new Hostile("{{ " + "[".repeat(100_000) + "]".repeat(100_000) + " }}", TOO_DEEP),
        new Hostile("{{ " + "not ".repeat(100_000) + "1 }}", TOO_DEEP),
        new Hostile("{{ " + "-".repeat(100_000) + "1 }}", TOO_DEEP),
        new Hostile("{{ " + "1 if 1 else ".repeat(50_000) + "1 }}", TOO_DEEP),
        new Hostile("{{ 1" + " if 1".repeat(50_000) + " }}", TOO_DEEP),
        new Hostile("{{ 1 is eq ".repeat(10_000), TOO_DEEP),
        new Hostile("{% if 1 %}".repeat(50_000), TOO_DEEP),
        new Hostile("{% for x in y %}".repeat(50_000), TOO_DEEP),
        new Hostile("{% set " + "(".repeat(100_000), TOO_DEEP),
        new Hostile("{{ a" + "[0".repeat(100_000), TOO_DEEP),
        new Hostile("{{ f" + "(f".repeat(100_000), TOO_DEEP),
        new Hostile("{{ 99999999999999999999 }}", "too large"),
        new Hostile("{{ 2 ** 99999999999 }}", "64 bits"),
        new Hostile("{{ 'a" + "\\".repeat(7), "not closed"),
        new Hostile("{# ".repeat(1000), "not closed"),
        new Hostile("{% raw %}" + "{% endraw ".repeat(1000), "not closed"),
        new Hostile("{% for x in x recursive %}{{ loop(x) }}{% endfor %}", "not supported"),
        new Hostile("{% include 'x' %}", "no block \"include\""),
        new Hostile("x".repeat(2_000_000), "characters"),
        new Hostile("{{ messages.__class__.__init__ }}", "is undefined and has no members"),
        new Hostile("{{ ''.getClass() }}", "is undefined and cannot be called"),
        new Hostile("{{ nope.x }}", "\"nope\" is undefined"),
        new Hostile("\n\n{{ nope() }}", "test line 3: \"nope\" is undefined"),
        new Hostile("{% if 1 %}\n{% endfor %}", "test line 2: there is no block \"endfor\""));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  @Timeout(20)
  void isRefusedByName(Hostile hostile) throws InterruptedException {
    Throwable[] thrown = {null};
    Thread thread =
        new Thread(null, () -> thrown[0] = thrownBy(hostile.template), "small stack", STACK);
    thread.start();
    thread.join();
    assertTrue(thrown[0] instanceof PareException, () -> String.valueOf(thrown[0]));
    String message = thrown[0].getMessage();
    assertTrue(message.contains(hostile.said), message);
    assertTrue(message.startsWith("test"), message);
  }

  private static Throwable thrownBy(String template) {
    try {
      Chats.template(template).render(List.of(ChatMessage.user("a")), true);
      return null;
    } catch (PareException | StackOverflowError | OutOfMemoryError e) {
      return e;
    }
  }

  @Test
  void chainsAsLongAsTheTemplateAreNoNesting() {
    assertEquals("30000", render("{{ 1" + " + 1".repeat(29_999) + " }}"));
    assertEquals("True", render("{{ 1" + " < 2 > 1".repeat(20_000) + " }}"));
    assertEquals("True", render("{{ true" + " and true".repeat(30_000) + " }}"));
    assertEquals("A", render("{{ 'a'" + "|lower|upper".repeat(10_000) + " }}"));
    assertEquals(
        "b", render("{% if 0 %}a" + "{% elif 0 %}".repeat(20_000) + "{% else %}b{% endif %}"));
  }

  private static String render(String template) {
    return Chats.template(template).render(List.of(), true);
  }

  @Test
  void aLongConversationIsNoHostility() {
    List<ChatMessage> messages = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      messages.add(ChatMessage.user("question ".repeat(100)));
      messages.add(ChatMessage.assistant("<think>hm</think>" + "answer ".repeat(400)));
    }
    JsonObject templates = Chats.golden().requireObject("templates");
    for (String name : templates.keys()) {
      String template = templates.requireObject(name).requireString("template");
      String text = Chats.template(template).render(messages, true);
      assertTrue(text.length() > 3_500_000, name + ": " + text.length());
    }
  }

  /** Damage to true templates, and pieces of one in another. */
  @Test
  void damageIsRefusedOrHarmless() {
    Random random = new Random(20_260_203);
    JsonObject golden = Chats.golden();
    List<String> sources = new ArrayList<>();
    JsonObject templates = golden.requireObject("templates");
    templates
        .keys()
        .forEach(n -> sources.add(templates.requireObject(n).requireString("template")));
    golden.list("snippets").forEach(pair -> sources.add((String) ((List<?>) pair).get(0)));
    List<ChatMessage> messages = Chats.messages(golden, "system and turns");
    int taken = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      String template = sources.get(random.nextInt(sources.size()));
      for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
        template = mutate(template, sources.get(random.nextInt(sources.size())), random);
      }
      try {
        Chats.template(template).render(messages, random.nextBoolean());
        taken++;
      } catch (PareException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("mutation " + i + ": " + template, e);
      }
    }
    assertTrue(taken > MUTATIONS / 100 && taken < MUTATIONS * 3 / 4, taken + " taken");
  }

  private static String mutate(String template, String other, Random random) {
    if (template.isEmpty()) {
      return other;
    }
    int at = random.nextInt(template.length());
    int end = Math.min(template.length(), at + random.nextInt(30));
    int from = random.nextInt(Math.max(1, other.length()));
    String piece = other.substring(from, Math.min(other.length(), from + random.nextInt(30)));
    String marks = "{}%#-+'\"\\|.,:[]()~*/ \n0aé\ud834";
    char mark = marks.charAt(random.nextInt(marks.length()));
    return switch (random.nextInt(5)) {
      case 0 -> template.substring(0, at) + mark + template.substring(at);
      case 1 -> template.substring(0, at) + template.substring(end);
      case 2 -> template.substring(0, at) + piece + template.substring(at);
      case 3 -> template.substring(0, at) + piece + template.substring(end);
      default -> template.substring(0, at);
    };
  }

  @Test
  void filesWithoutATemplateSayWhatToDo() {
    PareException e =
        assertThrows(PareException.class, () -> ChatTemplate.of(Map.of(), "my-model"));
    assertTrue(e.getMessage().startsWith("my-model: has no chat template"), e.getMessage());
    assertTrue(e.getMessage().contains("--prompt without --chat"), e.getMessage());
  }

  @Test
  void ofSeveralTemplatesTheDefaultCounts() {
    Map<String, Object> tools = Map.of("name", "tool_use", "template", "no");
    Map<String, Object> usual = Map.of("name", "default", "template", "yes {{ bos_token }}");
    var config = Map.<String, Object>of("chat_template", List.of(tools, usual), "bos_token", "<s>");
    assertEquals("yes <s>", ChatTemplate.of(Chats.companions(config), "m").render(List.of(), true));
    var none = Map.<String, Object>of("chat_template", List.of(tools, tools));
    assertTrue(
        assertThrows(PareException.class, () -> ChatTemplate.of(Chats.companions(none), "m"))
            .getMessage()
            .contains("none of its templates is named \"default\""));
    var wrong = Map.<String, Object>of("chat_template", 7);
    assertTrue(
        assertThrows(PareException.class, () -> ChatTemplate.of(Chats.companions(wrong), "m"))
            .getMessage()
            .contains("\"chat_template\" is 7, not a string"));
  }
}
