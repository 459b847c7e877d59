package io.peerway.tools.command;

import io.peerway.tools.operator.NoArguments;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import io.peerway.tools.replay.LabState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows or saves everything by which the router forwards. */
@Command(
    name = "state",
    header = "Show or save everything by which the running router forwards.",
    description =
        "As JSON: VPCs, peerings, routes and all other records, the ports, and the hosts that have"
            + " shown their MAC addresses; no credentials. peerway check forwards packets by it,"
            + " without a router.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway state | jq '.records[] | select(.kind == \"vpc-peering-connection\")'",
      "  peerway state --save lab.json"
    })
public final class StateCommand implements Callable<Integer> {

  @Mixin private RouterOption router;
  @Spec private CommandSpec command;

  @Option(names = "--save", paramLabel = "FILE", description = "Write it to a file.")
  private Path file;

  @Override
  public Integer call() {
    String json =
        router.client().call(OperationName.STATE, new NoArguments(), LabState.class).json();
    if (file == null) {
      command.commandLine().getOut().println(json);
      return ExitStatus.DONE;
    }
    try {
      Files.writeString(file, json + "\n");
      return ExitStatus.DONE;
    } catch (IOException e) {
      throw new UserException(ExitStatus.MACHINE, "cannot write " + file + ": " + e.getMessage());
    }
  }
}
