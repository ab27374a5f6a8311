package dev.pare.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.pare.core.json.Json;
import dev.pare.core.json.JsonObject;
import dev.pare.core.json.JsonWriting;
import dev.pare.core.testing.Golden;
import dev.pare.core.testing.Shared;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pare evaluate} from the command line to its file. */
class EvaluateTest {
  private static final String TASK =
      """
      name: golden
      version: 1
      data: [{format: jsonl, files: [golden.jsonl]}]
      request: choices
      prompt: "{question}"
      continuation: "{choice}"
      metrics: [acc, acc_norm]
      """;

  @TempDir private Path temp;

  private Path writeTask(List<JsonObject> cases) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (JsonObject one : cases) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("question", one.requireString("context"));
      line.put("choices", one.list("continuations"));
      line.put("answer", 0);
      lines.append(JsonWriting.toLine(line)).append('\n');
    }
    Files.writeString(temp.resolve("golden.jsonl"), lines);
    return Files.writeString(temp.resolve("golden.yaml"), TASK);
  }

  private static List<JsonObject> cases() throws IOException {
    try (var in = EvaluateTest.class.getResourceAsStream("golden/loglikelihoods.json")) {
      return Json.readObject("golden", in).objects("cases");
    }
  }

  /** Of a trained model, against lm-evaluation-harness on 50 requests. */
  @Test
  void likelihoodsEqualTheHarness() throws IOException {
    Path model = Shared.require("models/stories260K");
    List<JsonObject> cases = cases();
    Path out = temp.resolve("out.json");
    PareRun.of("evaluate", model, "--task", writeTask(cases), "-o", out).succeeded();
    List<JsonObject> samples = Json.readObject(out).objects("details").get(0).objects("samples");
    int requests = 0;
    for (int i = 0; i < cases.size(); i++) {
      List<Object> expected = cases.get(i).list("logLikelihoods");
      List<Object> ours = samples.get(i).list("logProbabilities");
      assertEquals(expected.size(), ours.size());
      for (int c = 0; c < expected.size(); c++, requests++) {
        String what = cases.get(i).list("continuations").get(c).toString();
        assertEquals((double) expected.get(c), (double) ours.get(c), 1e-3, what);
      }
      assertEquals(cases.get(i).list("greedy"), samples.get(i).list("greedy"));
    }
    assertEquals(50, requests);
  }

  /** Of a trained model's heads, with lines and tokens found by another tokenizer's offsets. */
  @Test
  void headsChooseWhatTransformersScoresHighest() throws IOException {
    Path model = Shared.require("models/stories260K");
    String golden = new String(Golden.bytes("attention/qk_scores.json"), StandardCharsets.UTF_8);
    List<JsonObject> cases = Json.readObject("golden", golden).objects("cases");
    StringBuilder lines = new StringBuilder();
    for (JsonObject one : cases) {
      Map<String, Object> line = new LinkedHashMap<>(one.values());
      line.keySet().retainAll(List.of("question", "choices", "answer"));
      lines.append(JsonWriting.toLine(line)).append('\n');
    }
    Files.writeString(temp.resolve("heads.jsonl"), lines);
    Path task =
        Files.writeString(
            temp.resolve("heads.yaml"),
            """
            name: heads
            version: 1
            data: [{format: jsonl, files: [heads.jsonl]}]
            request: choices
            prompt: "Question: {question}\\n{options}\\nAnswer:"
            continuation: " {letter}"
            metrics: [acc, qk_acc]
            """);
    Path out = temp.resolve("out.json");
    String table = PareRun.of("evaluate", model, "--task", task, "-o", out).succeeded().stdout();
    assertTrue(table.contains("of 20 samples set apart"), table);
    List<JsonObject> samples = Json.readObject(out).objects("details").get(0).objects("samples");
    int compared = 0;
    for (int i = 0; i < cases.size(); i++) {
      List<Object> layers = cases.get(i).list("scores");
      String[] chosen = samples.get(i).requireString("heads").split(" ");
      assertEquals(layers.size(), chosen.length);
      for (int layer = 0; layer < layers.size(); layer++) {
        List<?> heads = (List<?>) layers.get(layer);
        assertEquals(heads.size(), chosen[layer].length());
        for (int head = 0; head < heads.size(); head++) {
          String expected = choice((List<?>) heads.get(head));
          String actual = chosen[layer].substring(head, head + 1);
          assertTrue(expected.isEmpty() || expected.equals(actual), expected + " " + actual);
          compared += expected.isEmpty() ? 0 : 1;
        }
      }
    }
    assertTrue(compared > 900, "of 1040 scores only " + compared + " are far enough apart");
  }

  /** The largest score's letter, - where all are one, or nothing where it is too close to tell. */
  private static String choice(List<?> scores) {
    List<Double> falling =
        scores.stream().map(s -> (Double) s).sorted(Comparator.reverseOrder()).toList();
    double gap = falling.get(0) - falling.get(1);
    double largest = falling.stream().mapToDouble(Math::abs).max().orElseThrow();
    return gap == 0
        ? "-"
        : gap < 1e-4 * largest ? "" : "" + (char) ('A' + scores.indexOf(falling.get(0)));
  }

  @Test
  void comparesWithABaselineAndKeepsItsAnswers() throws IOException {
    Path model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("dense"));
    Path small = temp.resolve("small");
    PareRun.of("quantize", model, "-o", small, "--bits", 2, "--group-size", "channel").succeeded();
    Path task = writeTask(cases());
    Path out = temp.resolve("out.json");
    JsonObject printed =
        PareRun.of("evaluate", small, "--task", task, "--baseline", model, "-o", out, "--json")
            .json();
    assertEquals(2, printed.objects("tasks").size());
    JsonObject row = printed.objects("tasks").get(0);
    for (String key :
        "task metric value low high n baselineValue difference differenceLow differenceHigh pValue flips verdict"
            .split(" ")) {
      assertTrue(row.has(key), key);
    }
    assertEquals(10, row.requireInteger("n"));
    JsonObject kl = row.requireObject("kl");
    assertTrue(kl.number("mean").orElseThrow() > 0, "2 bits lose something");
    assertTrue(kl.requireInteger("positions") >= 10);
    JsonObject speed = printed.requireObject("speed").requireObject("model");
    assertEquals(50, speed.requireInteger("requests"));
    JsonObject written = Json.readObject(out);
    assertEquals(printed.list("tasks"), written.list("tasks"));
    JsonObject sample = written.objects("details").get(0).objects("samples").get(0);
    assertEquals("golden.jsonl#1", sample.requireString("id"));
    assertTrue(sample.requireObject("baseline").has("scores"));
    assertTrue(Files.isDirectory(temp.resolve("pare-answers")));

    String again = PareRun.of("evaluate", small, "--task", task, "-o", out).failure(Main.FAILED);
    assertTrue(again.endsWith("exists already; choose another name, or add --force"), again);
    String table =
        PareRun.of("evaluate", small, "--task", task, "--baseline", model, "-o", out, "--force")
            .succeeded()
            .stdout();
    assertTrue(table.startsWith("task    metric"), table);
    assertTrue(table.contains("  KL  matches the baseline?"), table);
    assertTrue(table.endsWith("the baseline nothing, its answers were kept.\n"), table);
    assertFalse(table.contains("NaN"), table);
  }

  private static final String SUITE =
      """
      name: two
      version: 3
      families:
        - name: golden things
          description: "what is in the file"
          tasks: [{task: [absent.yaml, golden.yaml], metric: acc, limit: 7}]
        - {name: others, tasks: [{task: other.yaml, metric: acc_norm}]}
      """;

  /** The first task whose data is there, the suite's limit, a verdict a family. */
  @Test
  void asksASuite() throws IOException {
    Path model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("dense"));
    writeTask(cases());
    Files.writeString(temp.resolve("other.yaml"), TASK.replace("name: golden", "name: other"));
    Files.writeString(
        temp.resolve("absent.yaml"),
        TASK.replace("name: golden", "name: absent").replace("golden.jsonl", "absent.jsonl"));
    Path suite = Files.writeString(temp.resolve("suite.yaml"), SUITE);
    JsonObject printed =
        PareRun.of("evaluate", model, "--suite", suite, "--baseline", model, "--json").json();
    assertEquals(
        List.of("golden acc 7", "golden acc_norm 7", "other acc 10", "other acc_norm 10"),
        printed.objects("tasks").stream()
            .map(
                row ->
                    row.requireString("task")
                        + " "
                        + row.requireString("metric")
                        + " "
                        + row.requireInteger("n"))
            .toList());
    JsonObject told = printed.requireObject("suite");
    assertEquals(3, told.requireInteger("version"));
    JsonObject family = told.objects("families").get(0);
    assertEquals("golden things", family.requireString("family"));
    assertEquals(List.of("absent"), family.objects("tasks").get(0).list("absent"));
    assertEquals(
        printed.objects("tasks").get(3).requireString("verdict"),
        told.objects("families").get(1).requireString("verdict"));

    String table = PareRun.of("evaluate", model, "--suite", suite).succeeded().stdout();
    assertTrue(table.contains("golden things  golden by acc (no data of absent)\n"), table);

    Files.delete(temp.resolve("golden.jsonl"));
    String missing = PareRun.of("evaluate", model, "--suite", suite).failure(Main.FAILED);
    assertTrue(
        missing.contains("suite two: finds no data for absent nor golden (golden things)"),
        missing);
  }

  /** A model that was trained on atlas's world, and what was made of it. */
  @Test
  void asksModelsOfAtlasTheirEditionOfKick() throws IOException {
    Path model =
        SmallModel.write(
            SmallModel.checkpoint(Map.of("max_position_embeddings", 600L)), temp.resolve("atlas"));
    Files.writeString(
        model.resolve("pare.json"),
        """
        {"formatVersion": 1, "files": {},
         "steps": [{"kind": "train", "method": "full", "settings": {"data": [{"world": "atlas"}]}, "layers": []}]}
        """);
    Path small = temp.resolve("small");
    PareRun.of("quantize", model, "-o", small, "--bits", 4, "--group-size", "channel").succeeded();
    Path out = temp.resolve("out.json");
    PareRun run = PareRun.of("evaluate", small, "--suite", "kick", "--limit", 2, "-o", out);
    String table = run.succeeded().stdout();
    assertTrue(table.contains("\nkick-atlas, by family: "), table);
    assertTrue(run.stderr().contains("its edition kick-atlas"), run.stderr());
    JsonObject sample = Json.readObject(out).objects("details").get(0).objects("samples").get(0);
    assertTrue(sample.requireObject("fields").has("exposure"));

    String lacking = PareRun.of("study", "facts", out).failure(Main.FAILED);
    assertTrue(lacking.contains("has no baseline's answers"), lacking);
    JsonObject study = PareRun.of("study", "facts", out, out, "--json").json();
    assertEquals(2, study.requireObject("all").requireInteger("n"));
    String facts =
        PareRun.of("study", "facts", small, "--baseline", model, "--limit", 3).succeeded().stdout();
    assertTrue(facts.contains("\nOf 3 facts asked for the baseline knows 0"), facts);

    JsonObject named =
        PareRun.of("evaluate", model, "--suite", "kick-atlas", "--limit", 1, "--json").json();
    assertEquals("kick-atlas", named.requireObject("suite").requireString("name"));
    Files.delete(model.resolve("pare.json"));
    String kick = PareRun.of("evaluate", model, "--suite", "kick").failure(Main.FAILED);
    assertTrue(kick.contains("suite kick: finds no data"), kick);
  }

  private static final String SPOKEN =
      """
      name: spoken
      version: 1
      data: [{format: jsonl, files: [spoken.jsonl]}]
      request: generation
      prompt: "{question}"
      tokens: 8
      metrics: [distinct-2]
      judge: pairwise
      """;

  /** A judge that is gone after three replies, and asked for the rest by the next run. */
  @Test
  void letsAServerJudge() throws IOException {
    Path model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("dense"));
    Path small = temp.resolve("small");
    PareRun.of("quantize", model, "-o", small, "--bits", 2, "--group-size", "channel").succeeded();
    Files.writeString(
        temp.resolve("spoken.jsonl"),
        "{\"question\": \"one?\"}\n{\"question\": \"two?\"}\n{\"question\": \"three?\"}\n");
    Path task = Files.writeString(temp.resolve("spoken.yaml"), SPOKEN);
    Path out = temp.resolve("out.json");
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            boolean gone = asked.incrementAndGet() == 4;
            byte[] body =
                (gone ? "{}" : "{\"choices\": [{\"message\": {\"content\": \"[[A]]\"}}]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(gone ? 410 : 200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    try {
      String url = "http://localhost:" + server.getAddress().getPort() + "/v1";
      List<Object> line =
          List.of(
              "evaluate",
              small,
              "--task",
              task,
              "--baseline",
              model,
              "-o",
              out,
              "--judge",
              url,
              "--judge-model",
              "j");
      String gone = PareRun.of(line).failure(Main.FAILED);
      assertTrue(gone.contains("refuses (HTTP 410)"), gone);
      assertFalse(Files.exists(out));

      JsonObject printed = PareRun.of(line, "--json").json();
      assertEquals(1 + 6, asked.get());
      JsonObject row = printed.objects("judged").get(0);
      assertEquals("spoken wins pairwise j", told(row));
      assertEquals(3, row.requireInteger("ties"));
      assertEquals(0.0, row.number("agreement").orElseThrow());
      JsonObject details = Json.readObject(out).objects("judgements").get(0);
      assertEquals(List.of("[[A]]", "[[A]]"), details.objects("samples").get(0).list("replies"));

      String table = PareRun.of(line, "--force").succeeded().stdout();
      assertEquals(1 + 6, asked.get());
      assertTrue(
          table.contains(
              "spoken: 0 wins, 3 ties, 0 losses; of 3 pairs asked about, both orders agree on 0 (0.0 %)."),
          table);
      String unset =
          PareRun.of(line, "--force", "--judge-key-variable", "NO_SUCH").failure(Main.FAILED);
      assertTrue(unset.startsWith("the variable NO_SUCH: is not set"), unset);
    } finally {
      server.stop(0);
    }
  }

  private static String told(JsonObject row) {
    return String.join(
        " ",
        row.requireString("task"),
        row.requireString("metric"),
        row.requireString("kind"),
        row.requireString("judge"));
  }

  @Test
  void refusesAnUnknownSuite() {
    String told = PareRun.of("evaluate", "m", "--suite", "kik").failure(Main.FAILED);
    assertTrue(told.contains("suite kik: is not known; give a FILE.yaml, or one of kick"), told);
  }

  @Test
  void plansWithoutAsking() throws IOException {
    Path model = SmallModel.write(SmallModel.checkpoint(), temp.resolve("dense"));
    Path task = writeTask(cases());
    Path out = temp.resolve("out.json");
    JsonObject plan =
        PareRun.of("evaluate", model, "--task", task, "-o", out, "--plan", "--json").json();
    assertFalse(Files.exists(out));
    assertFalse(Files.exists(temp.resolve("pare-answers")));
    JsonObject row = plan.objects("plan").get(0);
    assertEquals(10, row.requireInteger("samples"));
    assertEquals(plan.requireInteger("tokens"), row.requireInteger("tokens"));
    assertTrue(row.requireInteger("tokens") > 50, "50 continuations");
    assertTrue((double) row.values().get("expectedSeconds") > 0);
    String table = PareRun.of("evaluate", model, "--task", task, "--plan").succeeded().stdout();
    assertTrue(table.matches("(?s)task .*\ngolden +10 .* s\ntotal +10 .* s\n"), table);
  }
}
