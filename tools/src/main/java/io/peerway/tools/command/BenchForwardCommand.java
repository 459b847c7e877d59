package io.peerway.tools.command;

import io.peerway.bench.forward.ForwardBenchmark;
import io.peerway.bench.forward.ForwardOptions;
import io.peerway.bench.forward.ForwardReport;
import io.peerway.bench.forward.ForwardResult;
import io.peerway.bench.forward.measure.Metric;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.process.PeerwayJvm;
import io.peerway.tools.serve.Privileges;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares Peerway with other routers, end to end. */
@Command(
    name = "forward",
    header = "Compare Peerway with other routers, with real traffic.",
    description =
        "It makes two hosts, which are network namespaces, for each router, puts the router between "
            + "them, and measures one router after the other, in turns. It prints medians, extremes, ratios to a C relay that only "
            + "reads and writes, and processor time. What this machine lacks is named and left out. "
            + "Nothing else should run meanwhile. What it makes is removed, also on Ctrl-C.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway bench forward",
      "  peerway bench forward --peers peerway,relay,ovs --metrics tcp1,rtt --rounds 3",
      "  peerway bench forward --mtu 1500,9001 --json forward.json"
    })
public final class BenchForwardCommand implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private ResultFile resultFile;

  @Option(
      names = "--peers",
      paramLabel = "NAME",
      split = ",",
      description =
          "Routers to compare: peerway, peerway-2w (two workers), relay, relay-fifo (real-time), "
              + "relay-2q (two threads), relay-2d (a thread for each direction), kernel, ovs, ovn. "
              + "Standard: these. Peerway with one technique less or another: peerway-epoll, "
              + "peerway-uring, peerway-fifo, peerway-nice, peerway-2w-nice, peerway-normal "
              + "(scheduling), peerway-nice-busy (nice, polling 50 us), peerway-single (no coalescing), "
              + "peerway-rules (300 rules of security groups each way on both sides), "
              + "peerway-capture-none, peerway-capture-all (a capture whose filter nothing or all matches).")
  private List<String> peers = List.of();

  @Option(
      names = "--metrics",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "start,tcp1,tcp4,bidir,pps,pps64,rtt",
      description =
          "What to measure: the time from launch to full speed (start), TCP with 1 or 4 flows or in both directions (tcp1, tcp4, bidir), "
              + "small UDP packets of 1 or 64 flows (pps, pps64), UDP round trips (rtt). "
              + "Standard: all.")
  private List<Metric> metrics;

  @Option(
      names = "--mtu",
      paramLabel = "BYTES",
      split = ",",
      defaultValue = "1500",
      description = "MTU of the hosts; several are measured one after the other. Standard: 1500.")
  private List<Integer> mtus;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each router is measured. Standard: 5.")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description = "How long each measurement takes. Standard: 5.")
  private int seconds;

  @Override
  public Integer call() throws InterruptedException {
    ForwardOptions options = options();
    resultFile.check();
    Privileges.check();
    PrintWriter progress = command.commandLine().getErr();
    try (ForwardBenchmark benchmark = benchmark(options, progress)) {
      ForwardResult result = benchmark.run();
      command.commandLine().getOut().println(new ForwardReport(result).text());
      resultFile.write(result);
      return result.measurements().isEmpty() ? ExitStatus.FAILED : ExitStatus.DONE;
    }
  }

  private ForwardOptions options() {
    try {
      return new ForwardOptions(peers, rounds, seconds, mtus, metrics, PeerwayJvm.routerOptions());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private ForwardBenchmark benchmark(ForwardOptions options, PrintWriter progress) {
    try {
      return new ForwardBenchmark(
          options,
          line -> {
            progress.println(line);
            progress.flush();
          });
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
