package io.peerway.tools.explain;

import io.peerway.control.model.Inventory;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.explain.SyntheticPacket;
import io.peerway.dataplane.io.PortSnapshot;
import io.peerway.dataplane.io.Router;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.tools.explain.Explanation.BothWays;
import io.peerway.tools.operator.Operation;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Has the data plane decide a packet without sending it, and tells how it was decided. */
public final class ExplainOperation implements Operation<ExplainArguments> {

  private final Router router;
  private final Supplier<Inventory> inventory;
  private final InstantSource clock;

  public ExplainOperation(Router router, Supplier<Inventory> inventory, InstantSource clock) {
    this.router = router;
    this.inventory = inventory;
    this.clock = clock;
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
  public BothWays run(ExplainArguments arguments) {
    SyntheticPacket packet = packet(arguments);
    ForwardingState state = router.state();
    PortForwarding from = Senders.find(state, arguments.vpc(), packet.source(), "--vpc");
    Journey there = explain(packet, from);
    Explanation back = null;
    if (arguments.bothWays()) {
      SyntheticPacket reply = packet.reply();
      back = describe(reply, explain(reply, answerer(state, arguments, packet, there)));
    }
    return new BothWays(describe(packet, there), back);
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

  private Journey explain(SyntheticPacket packet, PortForwarding from) {
    PortSnapshot port =
        router.ports().stream()
            .filter(snapshot -> snapshot.number() == from.number())
            .findFirst()
            .orElseThrow(
                () -> new UserException(ExitStatus.FAILED, from.owner() + " has no port any more"));
    byte[] frame = packet.frame(port.spec().hostMac(), port.spec().routerMac());
    return router.explain(from.number(), frame);
  }

  private Explanation describe(SyntheticPacket packet, Journey journey) {
    Inventory records = inventory.get();
    Instant now = clock.instant();
    return new Explanation(
        PacketText.of(packet),
        journey.ingress() == null ? "" : journey.ingress().owner(),
        journey.generation(),
        new Steps(packet, journey, records, router.ports(), now).list(),
        journey.verdict().label(),
        conclusion(packet, journey),
        journey.reason() == null ? null : journey.reason().label(),
        journey.responsible(),
        new Remedies(packet, journey, records, now).find(),
        journey.answers().isEmpty() ? null : answers(journey));
  }

  private static String answers(Journey journey) {
    return journey.answers().stream()
        .map(frame -> FrameText.ofAnswer(frame.bytes()))
        .collect(Collectors.joining(" and "));
  }

  private static String conclusion(SyntheticPacket packet, Journey journey) {
    return switch (journey.verdict()) {
      case DELIVERED ->
          "Delivered to %s in %s.".formatted(packet.destination(), journey.egressVpc().id());
      case CONSUMED -> "Answered by the VPC's router.";
      case HELD ->
          "Not known yet: the packet waits until %s answers, and is dropped if it does not."
              .formatted(packet.destination());
      case DROPPED -> "Dropped by %s: %s.".formatted(journey.last(), journey.reason().sentence());
    };
  }
}
