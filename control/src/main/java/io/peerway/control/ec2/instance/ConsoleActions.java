package io.peerway.control.ec2.instance;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Times;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.ConsoleOutput;
import io.peerway.control.model.Instance;
import java.util.List;
import java.util.Optional;

/** GetConsoleOutput: what an instance's user data printed. */
public final class ConsoleActions {
  private ConsoleActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.read("GetConsoleOutput", ConsoleActions::output).takes("InstanceId", "Latest"));
  }

  private static void output(Call call, Xml xml) {
    Instance instance = Lookup.INSTANCE.required(call, "InstanceId");
    call.parameters().flag("Latest"); // what was printed last is shown in any case
    Optional<ConsoleOutput> output = call.router().consoleOutput(instance.id());
    xml.text("instanceId", instance.id())
        .text("timestamp", Times.format(output.map(ConsoleOutput::at).orElse(call.now())))
        .text("output", output.map(ConsoleOutput::base64));
  }
}
