package io.peerway.tools.explain;

import io.peerway.control.model.Inventory;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.explain.SyntheticPacket;
import io.peerway.dataplane.io.Conversation;
import io.peerway.dataplane.io.PortSnapshot;
import io.peerway.dataplane.io.Router;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.tools.explain.Explanation.BothWays;
import io.peerway.tools.operator.Operation;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.time.InstantSource;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Has the data plane decide a packet without sending it, and tells how it was decided. */
public final class ExplainOperation implements Operation<ExplainArguments> {

  private final Router router;
  private final Supplier<Inventory> inventory;
  private final Describer describer;

  public ExplainOperation(Router router, Supplier<Inventory> inventory, InstantSource clock) {
    this.router = router;
    this.inventory = inventory;
    this.describer = new Describer(router, inventory, clock);
  }

  @Override
  public String name() {
    return OperationName.EXPLAIN;
  }

  @Override
  public Class<ExplainArguments> argumentsType() {
    return ExplainArguments.class;
  }

  @Override
  public BothWays run(ExplainArguments asked) {
    ExplainArguments arguments = resolved(asked);
    SyntheticPacket packet = packet(arguments);
    ForwardingState state = router.state();
    PortForwarding from = Senders.find(state, arguments.vpc(), packet.source(), "--vpc");
    byte[] frame = frame(packet, from);
    Journey there = router.explain(from.number(), frame);
    Explanation back = null;
    if (arguments.bothWays()) {
      PortForwarding answerer = answerer(state, arguments, packet, there);
      back = back(packet.reply(), answerer, there, after(there, from, frame));
    }
    return new BothWays(describer.describe(PacketText.of(packet), frame, there), back);
  }

  /** Addresses in the place of ids, and where these are. */
  private ExplainArguments resolved(ExplainArguments asked) {
    Inventory records = inventory.get();
    PacketEnd from = PacketEnd.of(records, asked.from(), asked.meansIpv6());
    PacketEnd to = PacketEnd.of(records, asked.to(), asked.meansIpv6());
    return asked.between(
        from.address(),
        to.address(),
        asked.vpc() == null ? from.vpcId().orElse(null) : asked.vpc(),
        asked.peerVpc() == null ? to.vpcId().orElse(null) : asked.peerVpc());
  }

  private static SyntheticPacket packet(ExplainArguments arguments) {
    try {
      return new SyntheticPacket(
          arguments.from(),
          arguments.to(),
          arguments.protocol(),
          arguments.sourcePort(),
          arguments.port(),
          arguments.ttl(),
          arguments.size(),
          arguments.mayFragment(),
          false);
    } catch (IllegalArgumentException e) {
      throw new UserException(ExitStatus.FAILED, e.getMessage());
    }
  }

  /** Who answers: where the packet arrived, or else whoever has the address. */
  private static PortForwarding answerer(
      ForwardingState state, ExplainArguments arguments, SyntheticPacket packet, Journey there) {
    boolean arrived = arguments.peerVpc() == null && there.egress() != null;
    return arrived
        ? there.egress()
        : Senders.find(state, arguments.peerVpc(), packet.destination(), "--peer-vpc");
  }

  /**
   * Who decides the answer: it belongs to the connection that the packet begins, so that security
   * groups are not asked again. Where only a connection that is already there lets the packet pass,
   * that one is what counts.
   */
  private BiFunction<Integer, byte[], Journey> after(
      Journey there, PortForwarding from, byte[] frame) {
    Conversation conversation = router.converse();
    boolean begins = conversation.explain(from.number(), frame).reason() == there.reason();
    return begins ? conversation::explain : router::explain;
  }

  private Explanation back(
      SyntheticPacket reply,
      PortForwarding from,
      Journey there,
      BiFunction<Integer, byte[], Journey> decide) {
    byte[] frame = frame(reply, from);
    Journey journey = decide.apply(from.number(), frame);
    return describer.describeAnswer(PacketText.of(reply), frame, journey, there);
  }

  private byte[] frame(SyntheticPacket packet, PortForwarding from) {
    PortSnapshot port =
        router.ports().stream()
            .filter(snapshot -> snapshot.number() == from.number())
            .findFirst()
            .orElseThrow(
                () -> new UserException(ExitStatus.FAILED, from.owner() + " has no port any more"));
    return packet.frame(port.spec().hostMac(), port.spec().routerMac());
  }
}
