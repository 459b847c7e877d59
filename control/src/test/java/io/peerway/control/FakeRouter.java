package io.peerway.control;

import io.peerway.control.compile.Publisher;
import io.peerway.control.ec2.protocol.RunningRouter;
import io.peerway.control.insight.PacketExplainer;
import io.peerway.control.model.ConsoleOutput;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Explains with the real pipeline, and has the trouble and the output that tests give it. */
final class FakeRouter implements RunningRouter {
  private final Publisher publisher;
  private final FakeDatapath datapath;
  private final Map<String, String> troubles = new HashMap<>();
  private final Map<String, ConsoleOutput> outputs = new HashMap<>();

  /** Without ports. */
  FakeRouter() {
    this(new FakeDatapath());
  }

  private FakeRouter(FakeDatapath datapath) {
    this(new Publisher(datapath), datapath);
  }

  FakeRouter(Publisher publisher, FakeDatapath datapath) {
    this.publisher = publisher;
    this.datapath = datapath;
  }

  /** Lets a flow log fail to be written. */
  void trouble(String flowLogId, String why) {
    troubles.put(flowLogId, why);
  }

  /** Lets the user data of an instance print something. */
  void print(String instanceId, ConsoleOutput output) {
    outputs.put(instanceId, output);
  }

  @Override
  public PacketExplainer explainer() {
    return publisher.explainer(datapath.explainer());
  }

  @Override
  public Optional<String> flowLogTrouble(String flowLogId) {
    return Optional.ofNullable(troubles.get(flowLogId));
  }

  @Override
  public Optional<ConsoleOutput> consoleOutput(String instanceId) {
    return Optional.ofNullable(outputs.get(instanceId));
  }
}
