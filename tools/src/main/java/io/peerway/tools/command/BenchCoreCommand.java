package io.peerway.tools.command;

import io.peerway.bench.core.CoreBenchmark;
import io.peerway.bench.core.CoreReport;
import io.peerway.bench.core.CoreResult;
import io.peerway.tools.process.PeerwayJvm;
import java.io.PrintWriter;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the pipeline without devices. */
@Command(
    name = "core",
    header = "Measure the pipeline in memory, without devices.",
    description =
        "It prints nanoseconds a packet: all stages, with one worker and with two, and the pipeline "
            + "cut off after each stage; and bytes allocated. Nothing else should run meanwhile.",
    footerHeading = "%nExamples:%n",
    footer = {"  peerway bench core", "  peerway bench core --forks 1 --json core.json"})
public final class BenchCoreCommand implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private ResultFile resultFile;

  @Option(
      names = "--forks",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "JVMs for each case, of nine seconds each; for captures and flow logs, which are compared by turns in each JVM, five at least, of sixteen seconds. Standard: 3.")
  private int forks;

  @Override
  public void run() {
    if (forks < 1) {
      throw new ParameterException(command.commandLine(), forks + " forks measure nothing");
    }
    resultFile.check();
    PrintWriter progress = command.commandLine().getErr();
    CoreBenchmark benchmark =
        new CoreBenchmark(
            forks,
            PeerwayJvm.routerOptions(),
            line -> {
              progress.println(line);
              progress.flush();
            });
    try {
      CoreResult result = benchmark.run();
      command.commandLine().getOut().println(new CoreReport(result).text());
      resultFile.write(result);
    } catch (RunnerException e) {
      throw new IllegalStateException(e);
    }
  }
}
