package io.peerway.tools.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures Peerway on this machine. */
@Command(
    name = "bench",
    description = "Measures Peerway on this machine, beside what others do on it.",
    subcommands = {BenchForwardCommand.class, BenchCoreCommand.class},
    synopsisSubcommandLabel = "BENCHMARK",
    footerHeading = "%nHelp on a benchmark: peerway bench BENCHMARK --help%n")
public final class BenchCommand implements Runnable {

  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "Which benchmark?");
  }
}
