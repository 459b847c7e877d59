package io.peerway.tools.command;

import io.peerway.tools.operator.OperationName;
import io.peerway.tools.operator.WaitArguments;
import io.peerway.tools.operator.WaitReport;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Waits until a change is in force. */
@Command(
    name = "wait",
    header = "Wait until every worker forwards by a generation.",
    description =
        "Each answer of the API to a call that changed something names, in its header x-peerway-generation, the generation of a forwarding state that has the change.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway wait 17",
      "  peerway wait 17 --timeout 0.5 || echo not yet",
      "  peerway wait $(curl -s http://127.0.0.1:4566/health | jq .generation)"
    })
public final class WaitCommand implements Runnable {

  private static final Duration MOST = Duration.ofHours(1);

  @Spec private CommandSpec command;
  @Mixin private RouterOption router;
  @Mixin private Output output;

  @Parameters(paramLabel = "GENERATION", description = "The generation's number.")
  private long generation;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long to wait at most. Standard: 10.")
  private double timeout;

  @Override
  public void run() {
    if (!(timeout >= 0 && timeout <= MOST.toSeconds())) {
      throw new ParameterException(
          command.commandLine(),
          "--timeout %s is not between 0 and %d".formatted(timeout, MOST.toSeconds()));
    }
    WaitReport report =
        router
            .client()
            .call(
                OperationName.WAIT,
                new WaitArguments(generation, Math.round(timeout * 1000)),
                WaitReport.class);
    output.show(report, "every worker forwards by generation " + report.reached());
  }
}
