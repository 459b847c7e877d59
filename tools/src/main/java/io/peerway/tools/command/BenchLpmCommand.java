package io.peerway.tools.command;

import io.peerway.bench.lpm.LookupPieces;
import io.peerway.bench.lpm.LpmBenchmark;
import io.peerway.bench.lpm.LpmReport;
import io.peerway.bench.lpm.LpmResult;
import io.peerway.bench.lpm.RoutingTable;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import io.peerway.tools.process.PeerwayJvm;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the longest-prefix match. */
@Command(
    name = "lpm",
    header = "Measure route lookups and route changes, beside the same lookups in C.",
    description =
        "It prints million lookups a second for three patterns of addresses (random: uniform; "
            + "prefix: uniform over the table's prefixes; zipf: 100,000 destinations by Zipf's "
            + "law), memory, and what builds and changes take. With gcc it compiles Poptrie and "
            + "DIR-24-8 in C and runs them in turns with Peerway. Nothing else should run "
            + "meanwhile.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway bench lpm",
      "  peerway bench lpm --table routes.txt.gz --json lpm.json",
      "  peerway bench lpm --rounds 15 --forks 1"
    })
public final class BenchLpmCommand implements Runnable {

  @Spec private CommandSpec command;
  @Mixin private ResultFile resultFile;

  @Option(
      names = "--table",
      paramLabel = "FILE",
      description =
          "Routing table: one \"PREFIX NEXTHOP\" a line, IPv4 and maybe IPv6, next hops from 1; may "
              + "be gzipped. Standard: a full table of the Internet that comes with Peerway.")
  private Path table;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "How often each figure is taken. Standard: 7.")
  private int rounds;

  @Option(
      names = "--forks",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Measure each kind of lookup in each form of a table by itself too, and the bytes that it "
              + "allocates, in N JVMs of nine seconds each; 20 kinds. Standard: 0, not at all.")
  private int forks;

  @Override
  public void run() {
    if (rounds < 1) {
      throw new ParameterException(command.commandLine(), rounds + " rounds measure nothing");
    }
    if (forks < 0) {
      throw new ParameterException(command.commandLine(), "there are no " + forks + " forks");
    }
    resultFile.check();
    PrintWriter error = command.commandLine().getErr();
    Consumer<String> progress =
        line -> {
          error.println(line);
          error.flush();
        };
    String name = table == null ? "the Internet's" : table.toString();
    LookupPieces pieces = new LookupPieces(forks, PeerwayJvm.routerOptions(), progress);
    LpmResult result = new LpmBenchmark(routes(), name, rounds, pieces, progress).run();
    command.commandLine().getOut().println(new LpmReport(result).text());
    resultFile.write(result);
  }

  private RoutingTable routes() {
    if (table == null) {
      return RoutingTable.internet();
    }
    RoutingTable routes;
    try {
      routes = RoutingTable.read(table);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(ExitStatus.USAGE, "cannot read " + table + ": " + e.getMessage());
    }
    if (routes.routes4().isEmpty()) {
      throw new UserException(ExitStatus.USAGE, table + " has no IPv4 routes");
    }
    return routes;
  }
}
