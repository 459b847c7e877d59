package io.peerway.tools.explain;

import io.peerway.control.model.Inventory;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.io.PortSnapshot;
import io.peerway.dataplane.io.Router;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.Target;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Puts journeys into words, with what the records know of the objects in them. */
final class Describer {

  private final Router router;
  private final Supplier<Inventory> inventory;
  private final InstantSource clock;

  Describer(Router router, Supplier<Inventory> inventory, InstantSource clock) {
    this.router = router;
    this.inventory = inventory;
    this.clock = clock;
  }

  /**
   * Describes a journey.
   *
   * @param line the packet in a line
   * @param frame as it came
   */
  Explanation describe(String line, byte[] frame, Journey journey) {
    return describe(line, frame, journey, false);
  }

  /**
   * Describes the journey of the answer to a packet, without saying again what is to be done for
   * both.
   */
  Explanation describeAnswer(String line, byte[] frame, Journey journey, Journey there) {
    boolean peeringIsTold = there.reason() != null && !there.reached(Stage.EGRESS_FILTER);
    return describe(line, frame, journey, peeringIsTold);
  }

  private Explanation describe(String line, byte[] frame, Journey journey, boolean peeringIsTold) {
    PacketFacts packet = PacketFacts.of(frame);
    Inventory records = inventory.get();
    List<PortSnapshot> ports = router.ports();
    Instant now = clock.instant();
    return new Explanation(
        line,
        journey.ingress() == null ? "" : journey.ingress().owner(),
        journey.generation(),
        new Steps(packet, journey, records, ports, now).list(),
        journey.verdict().label(),
        conclusion(packet, journey),
        journey.reason() == null ? null : journey.reason().label(),
        journey.responsible(),
        new Remedies(packet, journey, records, ports, now, peeringIsTold).find(),
        journey.answers().isEmpty() ? null : answers(journey));
  }

  private static String answers(Journey journey) {
    return journey.answers().stream()
        .map(frame -> FrameText.ofAnswer(frame.bytes()))
        .collect(Collectors.joining(" and "));
  }

  private static String conclusion(PacketFacts packet, Journey journey) {
    return switch (journey.verdict()) {
      case DELIVERED ->
          journey.target().kind() == Target.Kind.INTERFACE
              ? "Delivered to %s in %s, whose host has to forward it to %s."
                  .formatted(journey.target().id(), journey.egressVpc().id(), packet.destination())
              : "Delivered to %s in %s.".formatted(packet.destination(), journey.egressVpc().id());
      case CONSUMED -> "Answered by the VPC's router.";
      case HELD ->
          "Not known yet: the packet waits until %s answers, and is dropped if it does not."
              .formatted(packet.neighbor(journey.target()));
      case DROPPED -> "Dropped by %s: %s.".formatted(journey.last(), journey.reason().sentence());
    };
  }
}
