package dev.pare.cli;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The arrows between modules, and what only some of them may touch. */
class ArchitectureTest {
  /** Each module and those it builds on; what these build on comes with them. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          entry("core", Set.of()),
          entry("atlas", Set.of("core")),
          entry("models", Set.of("core")),
          entry("calibrate", Set.of("models")),
          entry("train", Set.of("models")),
          entry("quantize", Set.of("calibrate")),
          entry("cluster", Set.of("calibrate")),
          entry("prune", Set.of("calibrate")),
          entry("evaluate", Set.of("core", "atlas")),
          entry("study", Set.of("quantize", "cluster", "prune", "evaluate")),
          entry(
              "cli",
              Set.of(
                  "calibrate",
                  "train",
                  "quantize",
                  "cluster",
                  "prune",
                  "evaluate",
                  "atlas",
                  "study")),
          entry("bench-jmh", Set.of("models", "quantize", "cluster", "evaluate")));

  private static final String TESTING = "dev.pare.core.testing..";

  private static final JavaClasses MAIN_CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.pare");

  @Test
  void classesUseTheModulesBelowAlone() {
    classes().should(useAllowedModules()).check(MAIN_CLASSES);
  }

  /** The poms say the same, for all modules: a class can use nothing that its pom does not name. */
  @Test
  void pomsNameTheModulesBelowAlone() throws Exception {
    Path root = Path.of(System.getProperty("pare.root"));
    List<String> modules = texts(pom(root), "module");
    assertEquals(MAY_USE.keySet(), Set.copyOf(modules));
    for (String module : modules) {
      for (Element dependency : elements(pom(root.resolve(module)), "dependency")) {
        String artifact = texts(dependency, "artifactId").get(0);
        boolean ours = texts(dependency, "groupId").contains("dev.pare");
        if (ours && !texts(dependency, "scope").contains("test")) {
          String used = artifact.replaceFirst("^pare-", "");
          assertTrue(allowed(module).contains(used), module + " depends on " + artifact);
          boolean tests = texts(dependency, "type").contains("test-jar");
          assertTrue(!tests || module.equals("bench-jmh"), module + " depends on tests");
        }
      }
    }
  }

  @Test
  void djlStaysBehindTheFacade() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.pare.models.torch..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(MAIN_CLASSES);
    classes()
        .that()
        .haveFullyQualifiedName("dev.pare.models.torch.Torch")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(MAIN_CLASSES);
  }

  @Test
  void onlyTheCommandLinePrintsAndExits() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.pare.cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .orShould()
        .callMethodWhere(
            target(nameMatching("exit|halt"))
                .and(target(owner(nameMatching("java\\.lang\\.(System|Runtime)")))))
        .check(MAIN_CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.pare.core.(*)..").should().beFreeOfCycles().check(MAIN_CLASSES);
    slices().matching("dev.pare.(*)..").should().beFreeOfCycles().check(MAIN_CLASSES);
  }

  @Test
  void nothingShippedUsesTestFixtures() {
    noClasses().should().dependOnClassesThat().resideInAPackage(TESTING).check(MAIN_CLASSES);
    noClasses().should().resideInAPackage(TESTING).check(MAIN_CLASSES);
  }

  private static ArchCondition<JavaClass> useAllowedModules() {
    return new ArchCondition<>("use only the modules below their own") {
      @Override
      public void check(JavaClass origin, ConditionEvents events) {
        for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
          String target = module(dependency.getTargetClass());
          boolean ours = !target.isEmpty() && !target.equals(module(origin));
          if (ours && !allowed(module(origin)).contains(target)) {
            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
          }
        }
      }
    };
  }

  /** The module of a class of ours, its package's third part; empty for another's. */
  private static String module(JavaClass type) {
    String[] parts = type.getPackageName().split("\\.");
    boolean ours = type.getPackageName().startsWith("dev.pare.");
    return ours ? parts[2] : "";
  }

  private static Set<String> allowed(String module) {
    Set<String> all = new HashSet<>();
    for (String direct : MAY_USE.getOrDefault(module, Set.of())) {
      all.add(direct);
      all.addAll(allowed(direct));
    }
    return all;
  }

  private static Element pom(Path folder) throws Exception {
    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(folder.resolve("pom.xml").toFile());
    return xml.getDocumentElement();
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  private static List<String> texts(Element parent, String name) {
    return elements(parent, name).stream().map(Element::getTextContent).toList();
  }
}
