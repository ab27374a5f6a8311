package dev.pare.quantize;

import dev.pare.calibrate.CalibratedTransform;
import dev.pare.calibrate.CalibrationSettings;
import dev.pare.calibrate.LinearMethod;
import dev.pare.calibrate.Sensitivities;
import dev.pare.calibrate.SensitivitySurvey;
import dev.pare.core.PareException;
import dev.pare.core.checkpoint.AppliedStep;
import dev.pare.core.checkpoint.Checkpoint;
import dev.pare.core.checkpoint.ReencodedCheckpoint;
import dev.pare.core.json.JsonObject;
import dev.pare.core.progress.Progress;
import dev.pare.core.recipe.CompressionMethod;
import dev.pare.core.recipe.CompressionOptions;
import dev.pare.core.recipe.NamePattern;
import dev.pare.core.recipe.Prediction;
import dev.pare.core.recipe.TensorSelection;
import dev.pare.core.recipe.WorkingTransform;
import dev.pare.core.tensor.WeightTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A step with a {@link Budget}: it measures what each weight loses in each encoding, chooses the
 * encodings that lose least within the budget, tells them, and has a method make them.
 *
 * <p>What is to be minimised is the divergence from the model as it was, taken as the sum of what
 * each weight alone makes of it ({@link Sensitivities}): second-order effects of two weights at
 * once are left out. The sum is minimised exactly ({@link ChoiceKnapsack}).
 */
final class BudgetTransform implements WorkingTransform {
  /** A method with one choice's settings, and these as {@code pare.json} has them. */
  record Configured(LinearMethod method, Map<String, Object> settings) {}

  private final CompressionMethod method;
  private final Budget budget;
  private final List<BudgetChoice> choices;
  private final TensorSelection selection;
  private final CalibrationSettings calibration;

  private BudgetTransform(
      CompressionMethod method,
      Budget budget,
      List<BudgetChoice> choices,
      TensorSelection selection,
      CalibrationSettings calibration) {
    this.method = method;
    this.budget = budget;
    this.choices = choices;
    this.selection = selection;
    this.calibration = calibration;
  }

  /**
   * The step of a method whose settings have a budget.
   *
   * @param configure the method with settings that have {@code bits}, {@code group} and {@code
   *     symmetric} of one choice
   * @throws PareException if a setting has no meaning
   */
  static BudgetTransform of(
      CompressionMethod method, JsonObject json, Function<JsonObject, Configured> configure) {
    Budget budget = Budget.read(json);
    CalibrationSettings calibration = CalibrationSettings.read(json);
    if (calibration.texts().isEmpty()) {
      throw new PareException(
          json.source(), "has a budget but no calibration", "name a text to measure losses on");
    }
    return new BudgetTransform(
        method,
        budget,
        budget.choices().stream().map(choice -> choice(choice, configure)).toList(),
        selection(TensorSelection.read(json)),
        calibration);
  }

  private static BudgetChoice choice(JsonObject json, Function<JsonObject, Configured> configure) {
    Configured made = configure.apply(json);
    return new BudgetChoice(QuantizeSettings.read(json).scheme(), made.method(), made.settings());
  }

  /** A budget is for the whole model: embedding and head are chosen for too unless named out. */
  private static TensorSelection selection(TensorSelection given) {
    return given.targets().isEmpty()
        ? new TensorSelection(List.of(new NamePattern("*")), given.ignore())
        : given;
  }

  /** A plan of the right size: it takes each bit less to cost a weight four times as much. */
  @Override
  public Checkpoint apply(Checkpoint in, Progress progress) {
    BudgetWeights weights = BudgetWeights.select(in, selection);
    BudgetPlan plan = unmeasured(weights);
    Map<String, WeightTensor> planned = new LinkedHashMap<>();
    plan.chosen()
        .forEach((name, choice) -> planned.put(name, weights.planned(name, choices.get(choice))));
    methods(weights, plan).ifPresent(methods -> layers(plan, methods).apply(in, progress));
    return new ReencodedCheckpoint(in, planned, () -> step(plan));
  }

  private BudgetPlan unmeasured(BudgetWeights weights) {
    return BudgetPlan.solve(
        weights,
        choices,
        (name, choice) -> {
          WeightTensor planned = weights.planned(name, choices.get(choice));
          double size = planned.shape().size();
          return size * Math.pow(4, -8 * planned.byteSize() / size);
        },
        budget.bytes(weights.model()));
  }

  private AppliedStep step(BudgetPlan plan) {
    return new AppliedStep(
        method.kind(), method.name(), settings(plan), List.of(), Optional.empty());
  }

  /**
   * The method's settings that all choices share, the choices, and what the budget made of them.
   */
  private Map<String, Object> settings(BudgetPlan plan) {
    Map<String, Object> settings = new LinkedHashMap<>(choices.get(0).settings());
    BudgetChoice.OWN.forEach(settings::remove);
    settings.put(
        TensorSelection.TARGETS, selection.targets().stream().map(NamePattern::toString).toList());
    budget.describe(settings);
    settings.put("choices", choices.stream().map(BudgetChoice::own).toList());
    plan.describe(settings);
    return settings;
  }

  /** What makes the layers that are to change. */
  private Optional<ChosenMethods> methods(BudgetWeights weights, BudgetPlan plan) {
    Map<String, LinearMethod> methods = new LinkedHashMap<>();
    Map<String, Integer> chosen = plan.chosen();
    weights.layers().stream()
        .filter(layer -> chosen.containsKey(layer.name()))
        .forEach(
            layer -> methods.put(layer.name(), choices.get(chosen.get(layer.name())).linear()));
    return methods.isEmpty() ? Optional.empty() : Optional.of(new ChosenMethods(methods));
  }

  private CalibratedTransform layers(BudgetPlan plan, ChosenMethods methods) {
    TensorSelection named =
        new TensorSelection(methods.names().stream().map(NamePattern::new).toList(), List.of());
    return new CalibratedTransform(
        method.kind(), method.name(), settings(plan), named, methods, calibration);
  }

  private SensitivitySurvey survey(BudgetWeights weights, CompressionOptions options) {
    return new SensitivitySurvey(
        weights.model(),
        weights.layers(),
        weights.tables(),
        choices.stream().map(BudgetChoice::measured).toList(),
        calibration,
        options);
  }

  @Override
  public Prediction predict(Checkpoint in, CompressionOptions options) {
    BudgetWeights weights = BudgetWeights.select(in, selection);
    BudgetPlan plan = unmeasured(weights);
    boolean known = budget.table().filter(Files::isRegularFile).isPresent();
    Prediction measuring = known ? new Prediction(0, 0, 0) : survey(weights, options).predict();
    Prediction making =
        methods(weights, plan)
            .map(methods -> layers(plan, methods).predict(in, options))
            .orElse(new Prediction(0, 0, 0));
    return new Prediction(
        making.bytes(),
        Math.max(measuring.peakRssBytes(), making.peakRssBytes()),
        measuring.seconds() + making.seconds());
  }

  @Override
  public Worked work(Checkpoint in, Path folder, CompressionOptions options) {
    BudgetWeights weights = BudgetWeights.select(in, selection);
    BudgetPlan plan =
        BudgetPlan.solve(weights, choices, measured(weights, folder, options), budget.bytes(in));
    plan.lines().forEach(options.progress()::note);
    Optional<Worked> made =
        methods(weights, plan)
            .map(methods -> layers(plan, methods).work(in, folder.resolve("layers"), options));
    Checkpoint layers = made.map(Worked::result).orElse(in);
    AppliedStep without =
        made.map(worked -> lastOf(worked.result().history())).orElseGet(() -> step(plan));
    return new Work(made, new BudgetedCheckpoint(in, layers, tables(weights, plan), without));
  }

  private BudgetPlan.Expected measured(
      BudgetWeights weights, Path folder, CompressionOptions options) {
    Map<String, Object> with = new LinkedHashMap<>();
    with.put("method", method.kind() + " " + method.name());
    with.put("choices", choices.stream().map(BudgetChoice::identity).toList());
    Sensitivities table =
        survey(weights, options).measure(with, budget.table(), folder.resolve("sensitivities"));
    Map<String, Sensitivities.Weight> byName = new LinkedHashMap<>();
    table.weights().forEach(weight -> byName.put(weight.name(), weight));
    return (name, choice) -> byName.get(name).expectedKl(choice);
  }

  private static AppliedStep lastOf(List<AppliedStep> history) {
    return history.get(history.size() - 1);
  }

  private Map<String, BudgetedCheckpoint.Table> tables(BudgetWeights weights, BudgetPlan plan) {
    Map<String, Integer> chosen = plan.chosen();
    Map<String, BudgetedCheckpoint.Table> tables = new LinkedHashMap<>();
    for (String name : weights.tables()) {
      if (chosen.containsKey(name)) {
        WeightTensor weight = weights.model().tensor(name);
        tables.put(
            name,
            BudgetedCheckpoint.Table.of(name, weight, choices.get(chosen.get(name)).scheme()));
      }
    }
    return tables;
  }

  private record Work(Optional<Worked> layers, Checkpoint result) implements Worked {
    @Override
    public void close() {
      layers.ifPresent(Worked::close);
    }
  }
}
