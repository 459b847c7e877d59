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
import io.peerway.dataplane.wire.TcpHeader;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/**
 * Small TCP packets of many connections, in memory as a worker has them. The clients are hosts all
 * over VPC A, the servers hosts all over VPC B. Every slot belongs to one client and one server;
 * the client's port makes the connection, and is all that has to be written for a packet.
 *
 * <p>A packet can be forwarded again as {@link SmallPackets} can.
 */
public final class TcpPackets {
  /** Slots, and so pairs of hosts: one after the other is the next packet. */
  public static final int COUNT = Burst.CAPACITY;

  private static final int TTL = 255;
  private static final int SLOT = 65_536 + 192;
  private static final int TCP = EthernetHeader.LENGTH + Ipv4Header.MIN_LENGTH;

  private final MemorySegment memory = HugePages.allocate((long) COUNT * SLOT);
  private final int[] clients = new int[COUNT];
  private final int[] servers = new int[COUNT];
  private final Side from;
  private int uses;

  /**
   * @param from whose side sends them
   */
  public TcpPackets(PeeredVpcs vpcs, Side from) {
    this.from = from;
    Random random = new Random(COUNT);
    for (int i = 0; i < COUNT; i++) {
      clients[i] = SmallPackets.hostIn(vpcs.routes(Side.B), random);
      servers[i] = SmallPackets.hostIn(vpcs.routes(Side.A), random);
    }
    write();
  }

  private void write() {
    for (int i = 0; i < COUNT; i++) {
      EthernetHeader.write(memory, at(i), from.routerMac(), from.hostMac(), EtherType.IPV4);
      long ip = at(i) + EthernetHeader.LENGTH;
      int length = SmallPackets.FRAME - EthernetHeader.LENGTH;
      int source = from == Side.A ? clients[i] : servers[i];
      int destination = from == Side.A ? servers[i] : clients[i];
      Ipv4Header.write(memory, ip, 0, length, 0, true, TTL, IpProtocol.TCP, source, destination);
      Bytes.u16(memory, at(i) + TCP + TcpHeader.SOURCE_PORT_OFFSET, RuleSets.OPEN_PORT);
      Bytes.u16(memory, at(i) + TCP + TcpHeader.DESTINATION_PORT_OFFSET, RuleSets.OPEN_PORT);
      Bytes.u8(memory, at(i) + TCP + TcpHeader.DATA_OFFSET_OFFSET, (TcpHeader.MIN_LENGTH / 4) << 4);
    }
    uses = 0;
  }

  /** Makes the receivers known as neighbours, at the moment {@code now}. */
  public void resolve(NeighborTable neighbors, long now) {
    for (int address : from == Side.A ? servers : clients) {
      int port = from.peer().port();
      Neighbor host = neighbors.findOrAdd(port, 0, NeighborTable.mapped(address), now);
      // The next router's, as if the packet came in once more.
      neighbors.confirm(host, from.routerMac(), now);
    }
  }

  /** An empty burst over the memory of the packets. */
  public Burst burst() {
    return new Burst(memory);
  }

  /** To be called before all slots are used once more. */
  public void refresh() {
    uses++;
    if (uses == SmallPackets.FORWARDINGS) {
      write();
    }
  }

  /**
   * Puts a packet into a burst, as a port would.
   *
   * @param slot from 0 to {@link #COUNT} - 1
   * @param clientPort which of the connections of the slot's hosts
   * @param flags of TCP
   */
  public void receive(Burst burst, int i, int slot, int clientPort, int flags) {
    long tcp = at(slot) + TCP;
    int offset = from == Side.A ? TcpHeader.SOURCE_PORT_OFFSET : TcpHeader.DESTINATION_PORT_OFFSET;
    Bytes.u16(memory, tcp + offset, clientPort);
    Bytes.u8(memory, tcp + TcpHeader.FLAGS_OFFSET, flags);
    burst.at[i] = at(slot);
    burst.length[i] = SmallPackets.FRAME;
  }

  private static long at(int i) {
    return (long) i * SLOT + Burst.HEADROOM;
  }
}
