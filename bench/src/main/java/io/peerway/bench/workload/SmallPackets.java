package io.peerway.bench.workload;

import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.slowpath.Neighbor;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.linux.HugePages;
import io.peerway.dataplane.wire.Bytes;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.UdpHeader;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;

/**
 * Small UDP packets from hosts all over VPC A to hosts all over VPC B, in memory as a worker has
 * them: a slot of more than 64 KiB for each.
 *
 * <p>The hosts of B have the MAC address of A's router, so that a packet that was forwarded can be
 * forwarded again, until its TTL runs out: a benchmark need not write packets while it measures.
 */
public final class SmallPackets {
  /** How many there are. */
  public static final int COUNT = Burst.CAPACITY;

  /** Length of a 64-byte Ethernet frame without its checksum, which no port hands over. */
  public static final int FRAME = 60;

  /** How often a packet can be forwarded until {@link #write} is due. */
  public static final int FORWARDINGS = 200;

  private static final int TTL = 255;
  private static final int SLOT = 65_536 + 192;

  /** What the packets have in common. */
  public enum Flows {
    /** Addresses and ports: they are all alike. */
    ONE,
    /** Nothing. */
    MANY
  }

  private final Flows flows;
  private final MemorySegment memory = HugePages.allocate((long) COUNT * SLOT);
  private final int[] sources = new int[COUNT];
  private final int[] destinations = new int[COUNT];

  /** Writes the packets; the same VPCs give the same packets. */
  public SmallPackets(PeeredVpcs vpcs, Flows flows) {
    this.flows = flows;
    Random random = new Random(COUNT);
    for (int i = 0; i < COUNT; i++) {
      boolean isAlike = flows == Flows.ONE && i > 0;
      sources[i] = isAlike ? sources[0] : hostIn(vpcs.routes(Side.B), random);
      destinations[i] = isAlike ? destinations[0] : hostIn(vpcs.routes(Side.A), random);
    }
    write();
  }

  static int hostIn(List<Ipv4Prefix> prefixes, Random random) {
    Ipv4Prefix prefix = prefixes.get(random.nextInt(prefixes.size()));
    int addresses = 1 << (Integer.SIZE - prefix.length());
    return prefix.address() + random.nextInt(2, addresses); // the first may be a router's
  }

  /** Makes every packet fresh. */
  public void write() {
    int length = FRAME - EthernetHeader.LENGTH;
    for (int i = 0; i < COUNT; i++) {
      long ip = at(i) + EthernetHeader.LENGTH;
      EthernetHeader.write(memory, at(i), Side.A.routerMac(), Side.A.hostMac(), EtherType.IPV4);
      Ipv4Header.write(
          memory, ip, 0, length, 0, true, TTL, IpProtocol.UDP, sources[i], destinations[i]);
      long udp = ip + Ipv4Header.MIN_LENGTH;
      int udpLength = length - Ipv4Header.MIN_LENGTH;
      UdpHeader.write(memory, udp, flows == Flows.ONE ? 20_000 : 20_000 + i, 9, udpLength);
      UdpHeader.updateChecksum(
          memory, udp, udpLength, Ipv4Header.pseudoHeader(memory, ip, IpProtocol.UDP, udpLength));
    }
  }

  /** Makes the destinations known as neighbours, at the moment {@code now}. */
  public void resolve(NeighborTable neighbors, long now) {
    for (int destination : destinations) {
      Neighbor host = neighbors.findOrAdd(Side.B.port(), 0, NeighborTable.mapped(destination), now);
      neighbors.confirm(host, Side.A.routerMac(), now);
    }
  }

  /** An empty burst over the memory of the packets. */
  public Burst burst() {
    return new Burst(memory);
  }

  /**
   * Fills a burst with the {@code count} packets from {@code first} on, as a port would; with as
   * many from the same one on each time.
   */
  public void receive(Burst burst, int first, int count) {
    if (flows == Flows.ONE) {
      // It may have become a super-packet, with which the others left; they are as it was.
      long from = at(first + 1) - Burst.HEADROOM;
      Bytes.copy(memory, from, memory, at(first) - Burst.HEADROOM, Burst.HEADROOM + FRAME);
    }
    for (int i = 0; i < count; i++) {
      burst.at[i] = at(first + i);
      burst.length[i] = FRAME;
    }
    burst.count = count;
  }

  private static long at(int i) {
    return (long) i * SLOT + Burst.HEADROOM;
  }
}
