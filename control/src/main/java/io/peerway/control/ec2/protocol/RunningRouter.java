package io.peerway.control.ec2.protocol;

import io.peerway.control.insight.PacketExplainer;
import io.peerway.control.model.ConsoleOutput;
import java.util.Optional;

/** What the API tells of the running router, besides the records. Any thread may ask. */
public interface RunningRouter {
  /** Begins a conversation of packets that are not sent. */
  PacketExplainer explainer();

  /** Why the last records of a flow log could not be written; empty if they could. */
  Optional<String> flowLogTrouble(String flowLogId);

  /** What an instance's user data printed since its last start; empty if none was run. */
  Optional<ConsoleOutput> consoleOutput(String instanceId);
}
