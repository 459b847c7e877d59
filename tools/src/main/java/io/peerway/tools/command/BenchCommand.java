package io.peerway.tools.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures Peerway on this machine. */
@Command(
    name = "bench",
    header = "Measure Peerway on this machine, beside what others do on it.",
    description = "Nothing else should run meanwhile.",
    subcommands = {
      BenchForwardCommand.class,
      BenchCoreCommand.class,
      BenchLpmCommand.class,
      BenchControlCommand.class
    },
    synopsisSubcommandLabel = "BENCHMARK",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway bench forward",
      "  peerway bench core --forks 1",
      "  peerway bench lpm",
      "  peerway bench control",
      "",
      "Help on a benchmark: peerway bench BENCHMARK --help"
    })
public final class BenchCommand implements Runnable {

  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "which benchmark?");
  }
}
