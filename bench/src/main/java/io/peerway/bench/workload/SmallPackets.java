package io.peerway.bench.workload;

import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.slowpath.Neighbor;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.UdpHeader;
import java.lang.foreign.Arena;
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
  private static final int HEADROOM = 64;

  private final MemorySegment memory = Arena.ofAuto().allocate((long) COUNT * SLOT, HEADROOM);
  private final int[] sources = new int[COUNT];
  private final int[] destinations = new int[COUNT];

  /** Writes the packets; the same VPCs give the same packets. */
  public SmallPackets(PeeredVpcs vpcs) {
    Random random = new Random(COUNT);
    for (int i = 0; i < COUNT; i++) {
      sources[i] = hostIn(vpcs.routes(Side.B), random);
      destinations[i] = hostIn(vpcs.routes(Side.A), random);
    }
    write();
  }

  private static int hostIn(List<Ipv4Prefix> prefixes, Random random) {
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
      UdpHeader.write(
          memory, ip + Ipv4Header.MIN_LENGTH, 20_000 + i, 9, length - Ipv4Header.MIN_LENGTH);
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

  /** Fills a burst with the {@code count} packets from {@code first} on, as a port would. */
  public void receive(Burst burst, int first, int count) {
    for (int i = 0; i < count; i++) {
      burst.at[i] = at(first + i);
      burst.length[i] = FRAME;
    }
    burst.count = count;
  }

  private static long at(int i) {
    return (long) i * SLOT + HEADROOM;
  }
}
