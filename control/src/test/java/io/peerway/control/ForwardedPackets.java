package io.peerway.control;

import io.peerway.dataplane.explain.Explainer;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.explain.SyntheticPacket;
import io.peerway.dataplane.explain.Verdict;
import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.TtlMode;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Address;
import java.util.Map;
import java.util.Optional;

/**
 * Sends packets through the data plane's pipeline by the state that was published last. Every host
 * is there and its neighbour known.
 */
final class ForwardedPackets {
  private static final int PORTS = 16;
  private static final int TTL = 64;
  private static final int SIZE = 100;
  private static final long NOW = 1;
  private static final byte[] NO_OFFLOAD = new byte[Burst.HEADROOM];

  private final FakeDatapath datapath;
  private final Explainer pipeline = new Explainer(PORTS, TtlMode.DECREMENT);
  private final NeighborTable neighbors = new NeighborTable(() -> {});

  ForwardedPackets(FakeDatapath datapath) {
    this.datapath = datapath;
  }

  /**
   * The VPC in which a host's packet arrives, if it arrives anywhere.
   *
   * @param vpc of the host
   * @param source its IPv4 address
   */
  Optional<String> send(String vpc, String source, String destination) {
    Journey journey = follow(vpc, source, destination);
    return journey.verdict() == Verdict.DELIVERED
        ? Optional.of(journey.egressVpc().id())
        : Optional.empty();
  }

  /** How a host's packet is decided. */
  Journey follow(String vpc, String source, String destination) {
    Map<Integer, PortSpec> ports = datapath.ports();
    ports.forEach((number, spec) -> know(number, spec, destination));
    int from =
        ports.keySet().stream()
            .filter(number -> ports.get(number).owner().equals(vpc))
            .findFirst()
            .orElseThrow();
    PortSpec port = ports.get(from);
    SyntheticPacket packet =
        new SyntheticPacket(
            source, destination, IpProtocol.UDP, 1024, 53, TTL, SIZE, true, /* isReply= */ false);
    return pipeline.explain(
        datapath.state(),
        neighbors,
        from,
        NO_OFFLOAD,
        packet.frame(port.hostMac(), port.routerMac()),
        NOW);
  }

  private void know(int port, PortSpec spec, String address) {
    long mapped = NeighborTable.mapped(Ipv4Address.parse(address));
    neighbors.confirm(neighbors.findOrAdd(port, 0, mapped, NOW), spec.hostMac(), NOW);
  }
}
