package io.peerway.bench.lpm;

import io.peerway.bench.lpm.LpmResult.Piece;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Runs {@link LookupBenchmark} in JVMs of its own: each form of a table, each kind of lookup. */
public final class LookupPieces {
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  private final int forks;
  private final List<String> jvmOptions;
  private final Consumer<String> progress;

  /**
   * @param forks JVMs for each piece; each takes about nine seconds
   * @param jvmOptions they are run with
   * @param progress told a line at a time
   */
  public LookupPieces(int forks, List<String> jvmOptions, Consumer<String> progress) {
    this.forks = forks;
    this.jvmOptions = List.copyOf(jvmOptions);
    this.progress = progress;
  }

  /** Runs all of them; none when there are no forks. */
  public List<Piece> run() {
    List<Piece> pieces = new ArrayList<>();
    if (forks > 0) {
      for (TableForm form : TableForm.values()) {
        results(form).stream().map(result -> piece(form, result)).forEach(pieces::add);
        progress.accept(
            "lookups in JVMs of their own: tables of %,d routes".formatted(form.routes));
      }
    }
    return pieces;
  }

  private Collection<RunResult> results(TableForm form) {
    var options =
        new OptionsBuilder()
            .include("^" + LookupBenchmark.class.getName() + "\\.")
            .param("form", form.name())
            .forks(forks)
            .jvmArgs(jvmOptions.toArray(String[]::new))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      return new Runner(options).run();
    } catch (RunnerException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Piece piece(TableForm form, RunResult result) {
    Statistics nanos = result.getPrimaryResult().getStatistics();
    return new Piece(
        form,
        result.getPrimaryResult().getLabel(),
        nanos.getPercentile(50),
        nanos.getMin(),
        nanos.getMax(),
        result.getSecondaryResults().get(ALLOCATION).getScore());
  }
}
