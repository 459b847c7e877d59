package io.peerway.tools.flows;

import io.peerway.dataplane.flow.FlowReader;
import io.peerway.dataplane.flow.FlowReader.End;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Goes through all tracked connections once, in small parts with pauses between them. */
final class FlowListing {

  /** Some 50 us of work, as much as workers do at a time when they sweep. */
  private static final int BUCKETS = 4096;

  /** So that a worker that shares the processor, or the memory's bandwidth, gets most of it. */
  private static final long PAUSE_NANOS = 200_000;

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final FlowMatch match;
  private final Interfaces interfaces;
  private final int limit;
  private final List<TrackedConnection> found = new ArrayList<>();
  private long count;

  /**
   * @param limit see {@link FlowsArguments}
   */
  FlowListing(FlowMatch match, Interfaces interfaces, int limit) {
    this.match = match;
    this.interfaces = interfaces;
    this.limit = limit;
  }

  /**
   * Does it.
   *
   * @param clock that of the workers
   */
  TrackedConnections read(FlowReader flows, LongSupplier clock) {
    while (flows.beginSlice(BUCKETS, clock.getAsLong())) {
      while (flows.next()) {
        if (!match.isMeant(flows)) {
          continue;
        }
        if (limit > 0 && count == limit) {
          return new TrackedConnections(found, count, false);
        }
        count++;
        if (limit > 0) {
          found.add(connection(flows));
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return new TrackedConnections(found, count, true);
  }

  private TrackedConnection connection(FlowReader flow) {
    int protocol = flow.protocol();
    boolean isQuery = protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6;
    return new TrackedConnection(
        ProtocolName.format(protocol),
        flow.state().label(),
        isQuery ? flow.port(End.INITIATOR) : null,
        end(flow, End.INITIATOR),
        end(flow, End.RESPONDER),
        (flow.remainingNanos() + SECOND / 2) / SECOND);
  }

  private TrackedConnection.End end(FlowReader flow, End end) {
    Interfaces.Owner owner = interfaces.owner(flow.zone(end));
    return new TrackedConnection.End(
        owner.vpc(),
        owner.networkInterface(),
        flow.isIpv6()
            ? Ipv6Address.format(flow.ipv6Hi(end), flow.ipv6Lo(end))
            : Ipv4Address.format(flow.ipv4(end)),
        FlowMatch.hasPorts(flow.protocol()) ? flow.port(end) : null,
        flow.isTrackedAt(end));
  }
}
