package io.peerway.tools.command;

import io.peerway.bench.control.ControlBenchmark;
import io.peerway.bench.control.ControlOptions;
import io.peerway.bench.control.ControlReport;
import io.peerway.bench.control.ControlResult;
import io.peerway.bench.lab.LabException;
import io.peerway.tools.lifecycle.Cleanup;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import io.peerway.tools.process.LabProcess;
import io.peerway.tools.serve.Privileges;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the way of a change. */
@Command(
    name = "control",
    header = "Load a large lab through the API, and measure how soon changes are in force.",
    description =
        "It starts a router of its own, with a device for every VPC and its records in a temporary "
            + "directory; loads the lab; changes routes one by one; kills the router and starts it "
            + "again. It prints calls a second, the time from a commit to every worker forwarding by "
            + "it, and the time to come back. Nothing else should run meanwhile. What it makes is "
            + "removed, also on Ctrl-C.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway bench control",
      "  peerway bench control --vpcs 100 --peerings 1000 --routes 10000 --json control.json"
    })
public final class BenchControlCommand implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private ResultFile resultFile;

  @Option(
      names = "--vpcs",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many VPCs. Standard: 1000.")
  private int vpcs;

  @Option(
      names = "--peerings",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many active peering connections. Standard: 10000.")
  private int peerings;

  @Option(
      names = "--routes",
      paramLabel = "N",
      defaultValue = "100000",
      description = "How many routes in all. Standard: 100000.")
  private int routes;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "16",
      description = "Connections that load at the same time. Standard: 16.")
  private int clients;

  @Option(
      names = "--changes",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Changes that are measured one by one. Standard: 2000.")
  private int changes;

  @Override
  public void run() {
    resultFile.check();
    Privileges.check();
    PrintWriter progress = command.commandLine().getErr();
    Cleanup cleanup =
        new Cleanup((what, why) -> progress.println("could not remove " + what + ": " + why));
    Runtime.getRuntime().addShutdownHook(new Thread(cleanup::close, "bench-stop"));
    try (cleanup) {
      LabProcess router = new LabProcess(cleanup);
      ControlResult result = benchmark(router, progress).run();
      command.commandLine().getOut().println(new ControlReport(result).text());
      resultFile.write(result);
    } catch (LabException e) {
      throw new UserException(ExitStatus.FAILED, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException(ExitStatus.FAILED, "interrupted");
    }
  }

  private ControlBenchmark benchmark(LabProcess router, PrintWriter progress) {
    try {
      return new ControlBenchmark(
          new ControlOptions(vpcs, peerings, routes, clients, changes),
          router,
          line -> {
            progress.println(line);
            progress.flush();
          });
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
