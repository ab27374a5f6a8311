package dev.pare.cli;

import static dev.pare.core.recipe.Setting.bits;
import static dev.pare.core.recipe.Setting.group;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pare.core.Pare;
import dev.pare.core.checkpoint.Checkpoints;
import dev.pare.core.progress.Progress;
import dev.pare.core.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the README, docs and help texts show is what works. */
class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("pare.root"));
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
  private static final Pattern SHARED = Pattern.compile("\\.\\./shared/[^\\s'\"]+");
  private static final String STORIES = "Tim had a cat.\nThe cat ran away.\n";
  private static final String TEXT = "The lazy dog sleeps all day. ".repeat(40);

  /** What recipes calibrate on, by the names that a reader would choose. */
  private static final Map<String, String> TEXTS =
      Map.of(
          "my-texts.txt", TEXT,
          "manual.txt", TEXT,
          "chats.jsonl", "{\"text\": \"" + TEXT + "\"}\n");

  /** A context as long as a calibration's sequences where nothing is said. */
  private static final Map<String, Object> LONG = Map.of("max_position_embeddings", 512L);

  private static final String EXAMPLE = "Example: pare ";

  /** The demo asks thousands, which takes minutes. */
  private static final String FEW_QUESTIONS = " --limit 2";

  @TempDir private Path temp;

  /**
   * Each line that begins with {@code ./pare}, in a folder that holds what a reader would have:
   * {@code my-model}, {@code my-chat-model}, {@code my-texts.txt}, {@code stories.txt}, {@code
   * recipe.yaml}, {@code stories.yaml}, and {@code ../shared}.
   */
  @Test
  void shellLinesRun() throws Exception {
    Path folder = checkout();
    int run = 0;
    for (Path page : pages()) {
      for (String line : blocks(page, "sh").flatMap(String::lines).toList()) {
        if (line.startsWith("./pare ") && hasShared(line, folder)) {
          String command = line + (line.equals("./pare demo") ? FEW_QUESTIONS : "");
          PareRun done = PareProcess.startIn(folder, List.of("sh", "-c", command)).await();
          assertEquals(0, done.exit(), () -> page + ": " + line + "\n" + done.stderr());
          run++;
        }
      }
    }
    assertTrue(run > 0, "no line to run");
  }

  @Test
  void theJavaExampleIsThisOne() throws IOException {
    Path path = SmallModel.write(SmallModel.checkpoint(), temp.resolve("model"));
    Path out = temp.resolve("out");
    Progress progress = Progress.none();
    try (var model = Checkpoints.open(path)) {
      Pare.recipe().quantize("rtn", bits(4), group(64)).apply(model, out, progress);
    }
    assertTrue(Files.exists(out.resolve("pare.json")));

    List<String> examples = blocks(ROOT.resolve("README.md"), "java").toList();
    assertEquals(1, examples.size());
    String source =
        Files.readString(ROOT.resolve("cli/src/test/java/dev/pare/cli/ReadmeTest.java"));
    assertTrue(dense(source).contains(dense(examples.get(0))), examples.get(0));
  }

  @Test
  void recipesAreValid() throws IOException {
    Path model = SmallModel.write(SmallModel.checkpoint(LONG), temp.resolve("model"));
    List<String> recipes = recipes();
    assertFalse(recipes.isEmpty());
    for (String yaml : recipes) {
      Path recipe = Files.writeString(temp.resolve("recipe.yaml"), withTexts(yaml));
      PareRun.of("compress", model, "-o", temp.resolve("out"), "--recipe", recipe, "--force")
          .succeeded();
    }
  }

  /** The recipe with texts under the names that it gives. */
  private String withTexts(String yaml) throws IOException {
    String own = yaml;
    for (Map.Entry<String, String> text : TEXTS.entrySet()) {
      Path file = Files.writeString(temp.resolve(text.getKey()), text.getValue());
      own = own.replace(text.getKey(), file.toString());
    }
    return own;
  }

  @Test
  void trainingRecipesAreValid() throws IOException {
    SmallModel.write(SmallModel.checkpoint(), temp.resolve("my-model"));
    Files.writeString(temp.resolve("stories.txt"), STORIES);
    List<String> recipes = trainingRecipes();
    assertFalse(recipes.isEmpty());
    for (String yaml : recipes) {
      Path recipe = Files.writeString(temp.resolve("recipe.yaml"), yaml);
      PareRun.of("train", "--recipe", recipe, "-o", temp.resolve("out"), "--force").succeeded();
    }
  }

  @Test
  void helpTellsEachOptionOnce() {
    for (CommandLine command : commands().toList()) {
      List<String> told =
          command
              .getUsageMessage()
              .lines()
              .filter(line -> line.matches("(  -\\w, | {6})--.*"))
              .toList();
      List<String> names =
          told.stream().map(line -> line.replaceAll(".*?(--[\\w-]+).*", "$1")).toList();
      assertEquals(Set.copyOf(names).size(), names.size(), () -> told.toString());
    }
  }

  private static Stream<CommandLine> commands() {
    CommandLine pare = Main.commandLine();
    return Stream.concat(Stream.of(pare), pare.getSubcommands().values().stream());
  }

  static Stream<String> examplesInHelp() {
    return commands()
        .flatMap(command -> Stream.of(command.getCommandSpec().usageMessage().footer()))
        .filter(line -> line.startsWith(EXAMPLE));
  }

  @ParameterizedTest
  @MethodSource("examplesInHelp")
  void helpsExamplesParse(String line) {
    List<String> words = new ArrayList<>();
    for (Matcher word = WORD.matcher(line.substring(EXAMPLE.length())); word.find(); ) {
      words.add(word.group().replaceAll("^['\"]|['\"]$", ""));
    }
    CommandLine.ParseResult parsed = Main.commandLine().parseArgs(words.toArray(String[]::new));
    assertEquals(words.get(0), parsed.subcommand().commandSpec().name());
  }

  /** A folder like a checkout's, whose {@code ./pare} is this build. */
  private Path checkout() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("checkout"));
    SmallModel.write(SmallModel.checkpoint(LONG), folder.resolve("my-model"));
    Path chatModel =
        SmallModel.write(
            ByteModel.checkpoint(DType.F16, Map.of()), folder.resolve("my-chat-model"));
    Files.writeString(
        chatModel.resolve("chat_template.jinja"),
        "{% for m in messages %}{{ m.content }}{% endfor %}");
    Files.writeString(folder.resolve("stories.txt"), STORIES);
    Files.writeString(folder.resolve("stories.yaml"), trainingRecipes().get(0));
    String recipe = recipes(yaml -> !yaml.contains("calibration:")).findFirst().orElseThrow();
    Files.writeString(folder.resolve("recipe.yaml"), recipe);
    Files.writeString(folder.resolve("my-texts.txt"), TEXT);
    Files.createSymbolicLink(temp.resolve("shared"), Path.of(System.getProperty("pare.shared")));
    String command =
        PareProcess.command(List.of()).stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" ", "#!/bin/sh\nexec ", " \"$@\"\n"));
    Path pare = Files.writeString(folder.resolve("pare"), command);
    Files.setPosixFilePermissions(pare, PosixFilePermissions.fromString("rwx------"));
    return folder;
  }

  /** Whether the shared files that a line names, if any, are there. */
  private static boolean hasShared(String line, Path folder) {
    return SHARED
        .matcher(line)
        .results()
        .allMatch(path -> Files.exists(folder.resolve(path.group())));
  }

  /** Those that list steps. */
  private static List<String> recipes() throws IOException {
    return recipes(yaml -> !yaml.contains("\ndata:")).toList();
  }

  /** Those of trainings, cut to few steps. */
  private static List<String> trainingRecipes() throws IOException {
    return recipes(yaml -> yaml.contains("\ndata:"))
        .map(yaml -> yaml.replaceAll("\\nsteps: \\d+", "\nsteps: 3"))
        .toList();
  }

  private static Stream<String> recipes(Predicate<String> wanted) throws IOException {
    List<String> recipes = new ArrayList<>();
    for (Path page : pages()) {
      blocks(page, "yaml").filter(yaml -> yaml.startsWith("version:")).forEach(recipes::add);
    }
    return recipes.stream().filter(wanted);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      Stream<Path> pages = docs.filter(page -> page.toString().endsWith(".md")).sorted();
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), pages).toList();
    }
  }

  /** The fenced blocks of a language. */
  private static Stream<String> blocks(Path page, String language) throws IOException {
    return BLOCK
        .matcher(Files.readString(page))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2));
  }

  private static String dense(String code) {
    return code.replaceAll("\\s+", "");
  }
}
