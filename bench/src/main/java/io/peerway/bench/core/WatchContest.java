package io.peerway.bench.core;

import io.peerway.bench.core.watch.Watch;
import io.peerway.bench.core.watch.Watches;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link WatchBenchmark} for everybody who can look on, in JVMs of its own. */
public final class WatchContest {
  /** JVMs for each, whatever was asked for: fewer say nothing of percents. */
  private static final int LEAST_FORKS = 5;

  private final int forks;
  private final List<String> jvmOptions;
  private final Consumer<String> progress;

  /**
   * @param forks JVMs for each, if they are to be more than five; each takes about sixteen seconds
   * @param jvmOptions they are run with
   * @param progress told a line at a time
   */
  public WatchContest(int forks, List<String> jvmOptions, Consumer<String> progress) {
    this.forks = Math.max(forks, LEAST_FORKS);
    this.jvmOptions = List.copyOf(jvmOptions);
    this.progress = progress;
  }

  /** Measures all. */
  public List<WatchCost> run() throws RunnerException {
    List<WatchCost> costs = new ArrayList<>();
    for (Watch watch : Watches.all()) {
      costs.add(run(watch));
    }
    return costs;
  }

  /** Measures one. */
  public WatchCost run(Watch watch) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include("^" + WatchBenchmark.class.getName() + "\\.forward$")
            .param("watch", watch.name())
            .forks(forks)
            .warmupIterations(WatchBenchmark.WARMUPS)
            .warmupTime(TimeValue.milliseconds(WatchBenchmark.MILLIS))
            .measurementIterations(
                WatchBenchmark.UNWATCHED + WatchBenchmark.SETTLING + WatchBenchmark.TURNS + 1)
            .measurementTime(TimeValue.milliseconds(WatchBenchmark.MILLIS))
            .jvmArgs(jvmOptions.toArray(String[]::new))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    List<List<Double>> jvms =
        new Runner(options)
            .runSingle().getBenchmarkResults().stream().map(WatchContest::iterations).toList();
    WatchCost cost = WatchCost.of(watch.name(), watch.description(), jvms);
    progress.accept("%-54s %+6.1f %%".formatted("1 worker, " + watch.name(), cost.on().median()));
    return cost;
  }

  private static List<Double> iterations(BenchmarkResult jvm) {
    return jvm.getIterationResults().stream()
        .map((IterationResult each) -> each.getPrimaryResult().getScore())
        .toList();
  }
}
