package io.peerway.bench.core;

import io.peerway.bench.core.CoreResult.Cost;
import io.peerway.bench.core.CoreResult.StageCost;
import io.peerway.bench.core.CoreResult.VariantCost;
import io.peerway.bench.core.FilterBenchmark.Load;
import io.peerway.bench.core.variant.Variant;
import io.peerway.bench.core.variant.Variants;
import io.peerway.bench.report.Machine;
import io.peerway.bench.workload.RuleSets;
import io.peerway.dataplane.flow.ConnectionTracking;
import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.observe.Stage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.profile.LinuxPerfNormProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs {@link PipelineBenchmark}, {@link RegisterBenchmark}, {@link WatchBenchmark} and {@link
 * FilterBenchmark} in JVMs of its own, one case after the other.
 */
public final class CoreBenchmark {
  private static final int WARMUPS = 3;
  private static final int ITERATIONS = 5;
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final String CYCLES = "cycles";

  private final int forks;
  private final List<String> jvmOptions;
  private final Consumer<String> progress;
  private final boolean countsCycles = CycleCounter.isAvailable();

  /**
   * @param forks JVMs for each case; each takes about nine seconds
   * @param jvmOptions they are run with
   * @param progress told a line at a time
   */
  public CoreBenchmark(int forks, List<String> jvmOptions, Consumer<String> progress) {
    this.forks = forks;
    this.jvmOptions = List.copyOf(jvmOptions);
    this.progress = progress;
  }

  /** Runs all cases. */
  public CoreResult run() throws RunnerException {
    Cost one = measure("1 worker", options("forward"));
    Cost oneCounter = measure("1 thread in registers", counting());
    Cost two = measure("2 workers", options("forward").threads(2));
    Cost twoCounters = measure("2 threads in registers", counting().threads(2));
    List<StageCost> stages = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      Cost cost = measure("1 worker, up to " + stage, options("upTo").param("last", stage.name()));
      stages.add(new StageCost(stage, cost));
    }
    Cost metering = measure("1 worker, metering", options("meter"));
    List<VariantCost> variants = new ArrayList<>();
    for (Variant variant : Variants.all()) {
      Cost cost = variant == Variants.STANDARD ? one : measure(variant);
      variants.add(new VariantCost(variant.name(), variant.description(), cost));
    }
    List<WatchCost> watched = new WatchContest(forks, jvmOptions, progress).run();
    FilterResult filters = measureFilters();
    return new CoreResult(
        Machine.here(),
        jvmOptions,
        PipelineBenchmark.BURST,
        PipelineBenchmark.ROUTES,
        one,
        two,
        oneCounter,
        twoCounters,
        stages,
        metering,
        variants,
        watched,
        filters);
  }

  private FilterResult measureFilters() throws RunnerException {
    Map<Load, Cost> costs = new EnumMap<>(Load.class);
    for (Load load : Load.values()) {
      ChainedOptionsBuilder options = options(FilterBenchmark.class, "forward");
      costs.put(load, measure(load.description(), options.param("load", load.name())));
    }
    FlowLimits limits = FlowLimits.DEFAULTS;
    return new FilterResult(
        FilterBenchmark.CONNECTIONS,
        RuleSets.GROUPS * RuleSets.RULES_OF_GROUP,
        costs,
        limits.capacity(),
        ConnectionTracking.of(limits).flows().bytes());
  }

  private Cost measure(Variant variant) throws RunnerException {
    return measure(
        "1 worker, " + variant.name(),
        options("forward")
            .param("variant", variant.name())
            .jvmArgs(variant.jvmOptions(jvmOptions).toArray(String[]::new)));
  }

  private ChainedOptionsBuilder counting() {
    return options(RegisterBenchmark.class, "count");
  }

  private ChainedOptionsBuilder options(String method) {
    return options(PipelineBenchmark.class, method);
  }

  private ChainedOptionsBuilder options(Class<?> benchmark, String method) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + benchmark.getName() + "\\." + method + "$")
            .forks(forks)
            .warmupIterations(WARMUPS)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(ITERATIONS)
            .measurementTime(TimeValue.seconds(1))
            .jvmArgs(jvmOptions.toArray(String[]::new))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    return countsCycles
        ? options.addProfiler(LinuxPerfNormProfiler.class, "events=cycles")
        : options;
  }

  private Cost measure(String what, ChainedOptionsBuilder options) throws RunnerException {
    RunResult result = new Runner(options.build()).runSingle();
    Statistics nanos = result.getPrimaryResult().getStatistics();
    Cost cost =
        new Cost(
            nanos.getPercentile(50),
            nanos.getMin(),
            nanos.getMax(),
            result.getSecondaryResults().get(ALLOCATION).getScore(),
            countsCycles ? result.getSecondaryResults().get(CYCLES).getScore() : Double.NaN);
    progress.accept("%-54s %6.1f ns".formatted(what, cost.nanos()));
    return cost;
  }
}
