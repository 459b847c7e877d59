package io.peerway.tools.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.peerway.tools.explain.Explanation;
import io.peerway.tools.explain.TraceOperation;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.operator.OperatorFeed;
import io.peerway.tools.outcome.ExitStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows live packets through the stages. */
@Command(
    name = "trace",
    header = "Follow the next live packets, stage by stage.",
    description =
        "Waits for N packets that match, and prints the journey of each as peerway explain does. What leaves is shown as it was rewritten; a device that cannot take a super-packet gets it cut.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway trace 1",
      "  peerway trace 5 icmp and host 10.1.1.13",
      "  peerway trace 100 tcp --json | jq -r .verdict",
      "",
      "FILTER has the syntax of pcap-filter(7)."
    })
public final class TraceCommand implements Callable<Integer> {

  @Mixin private RouterOption router;
  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "N", description = "How many packets.")
  private int count;

  @Parameters(index = "1..*", paramLabel = "FILTER", description = "Which packets.")
  private List<String> filter = List.of();

  @Option(names = "--json", description = "Print a line of JSON for each packet, for scripts.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    int[] program = FilterExpression.compile(filter, command);
    TraceOperation.Arguments arguments = new TraceOperation.Arguments(count, program);
    PrintWriter out = command.commandLine().getOut();
    try (OperatorFeed feed = router.client().feed(OperationName.TRACE, arguments);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(feed.in(), StandardCharsets.UTF_8))) {
      JsonMapper mapper = new JsonMapper();
      for (String line; (line = lines.readLine()) != null; ) {
        out.println(
            json ? line : ExplainCommand.text(mapper.readValue(line, Explanation.class)) + "\n");
        out.flush();
      }
    }
    return ExitStatus.DONE;
  }
}
