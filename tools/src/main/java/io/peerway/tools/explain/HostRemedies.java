package io.peerway.tools.explain;

import io.peerway.control.model.Instance;
import io.peerway.control.model.InstanceState;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Ipv4Host;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.io.PortSnapshot;
import io.peerway.dataplane.port.PortLocation;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.tools.attach.AddressPlan;
import io.peerway.tools.explain.Explanation.Remedy;
import io.peerway.tools.outcome.UserException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What to do about the hosts at both ends: who is there, from where they send, and how much. */
final class HostRemedies {

  private final PacketFacts packet;
  private final Journey journey;
  private final Inventory inventory;
  private final List<PortSnapshot> ports;

  /**
   * @param ports the router's, to know where hosts are
   */
  HostRemedies(PacketFacts packet, Journey journey, Inventory inventory, List<PortSnapshot> ports) {
    this.packet = packet;
    this.journey = journey;
    this.inventory = inventory;
    this.ports = ports;
  }

  private Optional<PortLocation> location(PortForwarding port) {
    return ports.stream()
        .filter(snapshot -> snapshot.number() == port.number())
        .findFirst()
        .flatMap(PortSnapshot::location)
        .filter(at -> at.namespace().isPresent());
  }

  /** Nobody has the receiver's address; perhaps because another VPC's host was meant. */
  Remedy unresolved(Optional<Vpc> other) {
    Remedy remedy = missingHost();
    return other
        .map(
            vpc ->
                new Remedy(
                    "%s has this address too, but packets to a VPC's own addresses never leave it, and VPCs whose blocks overlap cannot be peered. %s"
                        .formatted(vpc.id(), remedy.advice()),
                    remedy.commands()))
        .orElse(remedy);
  }

  private Remedy missingHost() {
    String owner = journey.egress().owner();
    Optional<PortLocation> at = location(journey.egress());
    if (at.isPresent()) {
      String namespace = at.get().namespace().orElseThrow();
      return withAddress(
          journey.egressVpc().id(),
          "In %s nobody has answered for this address yet, as before any first packet. If it stays so, give it to a host in %s:"
              .formatted(journey.egressVpc().id(), namespace),
          text ->
              List.of(
                  "ip -n %s address replace %s dev %s"
                      .formatted(namespace, text, at.get().device())));
    }
    return inventory
        .find(NetworkInterface.KIND, owner)
        .map(this::missingHost)
        .orElseGet(() -> attach(owner));
  }

  private Remedy missingHost(NetworkInterface eni) {
    Optional<Instance> instance =
        eni.attachment().flatMap(at -> inventory.find(Instance.KIND, at.instanceId()));
    if (instance.isEmpty()) {
      return new Remedy(
          "%s is attached to no host. Attach it to one:".formatted(eni.id()),
          List.of(
              "ip netns add " + eni.id(),
              "peerway attach %s --netns %s".formatted(eni.id(), eni.id())));
    }
    String is = "%s is %s.".formatted(instance.get().id(), instance.get().state().label());
    return instance.get().state() == InstanceState.STOPPED
        ? new Remedy(
            is + " Start it:",
            List.of(
                AwsLine.of(
                    instance.get().scope(),
                    "start-instances --instance-ids " + instance.get().id())))
        : new Remedy(is + " Ask again when it is running.", List.of());
  }

  /** A VPC's device has no host yet. */
  Remedy attach(String vpcId) {
    return withAddress(
        vpcId,
        "No host is attached to %s. Attach one:".formatted(vpcId),
        text ->
            List.of(
                "ip netns add " + vpcId,
                "peerway attach %s --netns %s --address %s".formatted(vpcId, vpcId, text)));
  }

  /** Commands that give somebody the receiver's address, if a host may have it. */
  private Remedy withAddress(String vpcId, String advice, Function<String, List<String>> commands) {
    Optional<Vpc> vpc = inventory.find(Vpc.KIND, vpcId);
    if (vpc.isEmpty()) {
      return new Remedy("%s is gone.".formatted(vpcId), List.of());
    }
    AddressPlan plan = new AddressPlan(vpc.get(), inventory.by(Subnet.BY_VPC, vpcId));
    try {
      return new Remedy(advice, commands.apply(plan.of(packet.neighbor(journey.target())).text()));
    } catch (UserException reserved) {
      return new Remedy("No host has it: %s.".formatted(reserved.getMessage()), List.of());
    }
  }

  /** The sender may not send from its address. */
  Remedy wrongSender() {
    String vpcId = journey.vpc().id();
    Optional<NetworkInterface> eni =
        inventory.find(NetworkInterface.KIND, journey.ingress().owner());
    if (eni.isPresent()) {
      return uncheck(
          eni.get(),
          "%s sends from its own addresses (%s). To let it forward packets of others, turn its source/destination check off:"
              .formatted(eni.get().id(), String.join(", ", addresses(eni.get()))));
    }
    String blocks = inventory.find(Vpc.KIND, vpcId).map(Blocks::text).orElse("its blocks");
    return new Remedy(
        "Hosts of %s send from %s, but neither from the router's addresses nor from those of its network interfaces.%s"
            .formatted(vpcId, blocks, otherOwner(vpcId)),
        List.of());
  }

  /** A network interface is to send or take what is not its own. */
  Remedy uncheck(NetworkInterface eni, String advice) {
    return new Remedy(
        advice,
        List.of(
            AwsLine.of(
                eni.scope(),
                "modify-network-interface-attribute --network-interface-id %s --no-source-dest-check"
                    .formatted(eni.id()))));
  }

  private String otherOwner(String vpcId) {
    return Stream.concat(
            inventory.all(NetworkInterface.KIND).stream()
                .filter(eni -> addresses(eni).contains(packet.source()))
                .map(NetworkInterface::id),
            inventory.all(Vpc.KIND).stream()
                .filter(vpc -> !vpc.id().equals(vpcId))
                .filter(vpc -> Blocks.of(vpc, packet.source()).isPresent())
                .map(Vpc::id))
        .findFirst()
        .map(owner -> " %s is an address of %s.".formatted(packet.source(), owner))
        .orElse("");
  }

  private static List<String> addresses(NetworkInterface eni) {
    return Stream.concat(
            eni.ipv4().stream().map(Ipv4Host::format), eni.ipv6().stream().map(Ipv6Address::format))
        .toList();
  }

  /** The packet is larger than what fits on its way. */
  Remedy tooBig() {
    int mtu = journey.mtu();
    String limit =
        journey.target().mtu() < journey.egress().mtu()
            ? "A peering connection between regions carries packets of up to %d bytes."
            : mtu == PortForwarding.JUMBO_MTU
                ? "A VPC carries packets of up to %d bytes."
                : "The receiver's device takes packets of up to %d bytes, because it was attached"
                    + " with that MTU.";
    String told = " The router tells the sender the MTU; that message has to get through to it.";
    return location(journey.ingress())
        .map(
            at ->
                new Remedy(
                    limit.formatted(mtu) + told + " Or have it send no more than that:",
                    List.of(
                        "ip -n %s link set dev %s mtu %d"
                            .formatted(at.namespace().orElseThrow(), at.device(), mtu))))
        .orElse(new Remedy(limit.formatted(mtu) + told, List.of()));
  }
}
