package io.peerway.bench.control;

import io.peerway.bench.control.ControlResult.Apply;
import io.peerway.bench.control.ControlResult.Calls;
import io.peerway.bench.control.ControlResult.Phase;
import io.peerway.bench.control.LabPlan.Route;
import io.peerway.bench.report.Machine;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Loads a lab through the API of a router, measures how soon its workers forward by a change when
 * everything is loaded, and how long it takes to come back after a crash.
 */
public final class ControlBenchmark {
  private static final int SIGNIFICANT_DIGITS = 3;

  // Enough for the compiler to have seen what is measured.
  private static final int WARM_UP = 500;

  private final ControlOptions options;
  private final LabPlan plan;
  private final LabRouter router;
  private final Consumer<String> progress;

  /**
   * @param progress told, line by line, what is going on
   * @throws IllegalArgumentException if no lab can be so large
   */
  public ControlBenchmark(ControlOptions options, LabRouter router, Consumer<String> progress) {
    this.options = options;
    this.plan = new LabPlan(options.vpcs(), options.peerings(), options.routes());
    this.router = router;
    this.progress = progress;
    if (plan.routes().isEmpty()) {
      throw new IllegalArgumentException("without routes there is nothing to change");
    }
  }

  /** Runs it; the router is stopped then. */
  public ControlResult run() throws InterruptedException {
    progress.accept("starting a router");
    URI endpoint = router.start();
    LabLoader loader = new LabLoader(plan, endpoint, options.clients(), progress);
    List<Phase> phases = loader.load();
    Histogram calls = new Histogram(SIGNIFICANT_DIGITS);
    ApplyTimes apply;
    try (ApiClient client = new ApiClient(endpoint)) {
      progress.accept("%,d changes, one by one".formatted(options.changes()));
      change(loader, client, WARM_UP, new Histogram(SIGNIFICANT_DIGITS));
      ApplyTimes before = ApplyTimes.of(client.get("/metrics"));
      change(loader, client, options.changes(), calls);
      apply = ApplyTimes.of(client.get("/metrics")).since(before);
    }
    progress.accept("killing the router, and starting it again");
    router.kill();
    double restart = seconds(router::start);
    double stop = seconds(router::stop);
    return new ControlResult(
        Machine.here(),
        options,
        phases,
        new Apply(
            apply.count(),
            apply.quantile(0.5),
            apply.quantile(0.99),
            apply.quantile(0.999),
            apply.withinMillisecond()),
        new Calls(
            calls.getTotalCount(),
            millis(calls.getValueAtPercentile(50)),
            millis(calls.getValueAtPercentile(99)),
            millis(calls.getMaxValue())),
        restart,
        stop);
  }

  /** Removes routes and makes them again, here and there. */
  private void change(LabLoader loader, ApiClient client, int count, Histogram nanos) {
    Random random = new Random(count);
    for (int i = 0; i < count; i += 2) {
      Route route = plan.routes().get(random.nextInt(plan.routes().size()));
      long start = System.nanoTime();
      loader.removeRoute(client, route);
      long removed = System.nanoTime();
      nanos.recordValue(removed - start);
      loader.makeRoute(client, route);
      nanos.recordValue(System.nanoTime() - removed);
    }
  }

  /** Something that takes its time. */
  private interface Step {
    void run() throws InterruptedException;
  }

  private static double seconds(Step step) throws InterruptedException {
    long start = System.nanoTime();
    step.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double millis(long nanos) {
    return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }
}
