package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.Offloads;
import io.peerway.dataplane.wire.Bytes;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.InternetChecksum;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.TcpHeader;
import io.peerway.dataplane.wire.UdpHeader;
import io.peerway.dataplane.wire.VirtioNetHeader;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Joins packets of one flow within a burst into super-packets: writing one costs little more than
 * writing one of its packets, and the receiver's kernel takes it apart again.
 *
 * <p>The rules are those of the kernel's own receive offload (net/ipv4/tcp_offload.c,
 * udp_offload.c): only packets that can be told apart again exactly as they were are joined. Same
 * addresses, ports, traffic class (so congestion marks stay where they are), TTL and options; TCP
 * in sequence; all of the same size but the last; no fragments; and a packet's own checksum must be
 * right, because the receiver takes the super-packet's word for it. Packets of a flow never
 * overtake each other.
 */
final class Coalescer {
  /** As many datagrams as the kernel joins: UDP_GRO_CNT_MAX in net/ipv4/udp_offload.c. */
  static final int MOST_DATAGRAMS = 64;

  private static final int LONGEST_PACKET = 65_535;
  private static final int FLOWS = 2048;
  private static final int HASH_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(FLOWS);
  private static final long HASH_MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;
  private static final int INDEX_BITS = 8;
  private static final int INDEX = (1 << INDEX_BITS) - 1;
  private static final int CLOSED = 0;
  private static final int NO_PORT = -1;

  private final Egress egress;

  // Which packet carries packet i: an earlier one, or itself.
  private final int[] carrier = new int[Burst.CAPACITY];

  // Of a packet that carries others: how many there are with it, and what one of them holds.
  private final int[] segments = new int[Burst.CAPACITY];
  private final int[] size = new int[Burst.CAPACITY];
  private final boolean[] intact = new boolean[Burst.CAPACITY];

  // The packet that had addresses with this hash last, by epoch and index; and whether no other
  // packet of the burst has them, so that there is nothing to join it with.
  private final int[] byAddresses = new int[FLOWS];
  private final boolean[] isAlone = new boolean[Burst.CAPACITY];

  // The open carrier of each flow, by hash: epoch and index. Flows that collide close each other's.
  private final int[] open = new int[FLOWS];
  private int epoch;

  // What the device of the port that was asked for last takes.
  private int port;
  private int offloads;

  // Of the packet that is being looked at.
  private int protocol;
  private int transport; // offset in the frame
  private int headers; // length of all headers, Ethernet's included

  Coalescer(Egress egress) {
    this.egress = egress;
  }

  /**
   * The packet with which packet {@code i} of the last burst leaves; itself if it was not joined.
   */
  int carrier(int i) {
    return carrier[i];
  }

  /** Joins what can be joined; packets that carry others grow in place. */
  void run(Burst burst) {
    closeAll();
    port = NO_PORT; // a device may be another one by now
    findCompany(burst);
    for (int i = 0; i < burst.count; i++) {
      carrier[i] = i;
      segments[i] = 1;
      intact[i] = false;
      if (burst.verdict[i] == Burst.IN_PIPELINE && !isAlone[i]) {
        take(burst, i);
      }
    }
    for (int i = 0; i < burst.count; i++) {
      if (segments[i] > 1) {
        finish(burst, i);
      }
    }
  }

  /** Addresses are in the columns, so this takes much less than a look at each packet. */
  private void findCompany(Burst burst) {
    for (int i = 0; i < burst.count; i++) {
      int slot = (int) ((addresses(burst, i) * HASH_MULTIPLIER) >>> HASH_SHIFT);
      int other = byAddresses[slot];
      isAlone[i] = (other & ~INDEX) != epoch;
      if (isAlone[i]) {
        byAddresses[slot] = epoch | i;
      } else {
        isAlone[other & INDEX] = false;
      }
    }
  }

  private static long addresses(Burst burst, int i) {
    return burst.family[i] == 4
        ? (long) burst.source4[i] << 32 ^ burst.destination4[i]
        : burst.source6Lo[i] ^ Long.rotateLeft(burst.destination6Lo[i], 32);
  }

  private void closeAll() {
    epoch += 1 << INDEX_BITS;
    if (epoch == 0) {
      Arrays.fill(open, CLOSED);
      Arrays.fill(byAddresses, CLOSED);
      epoch = 1 << INDEX_BITS;
    }
  }

  private void take(Burst burst, int i) {
    if (!parse(burst, i)) {
      closeAll(); // it may be of any flow
      return;
    }
    if (protocol != IpProtocol.UDP && protocol != IpProtocol.TCP) {
      return;
    }
    int slot = slot(burst, i);
    if (!isJoinable(burst, i)) {
      open[slot] = CLOSED;
      return;
    }
    int candidate = open[slot];
    if ((candidate & ~INDEX) == epoch && continues(burst, candidate & INDEX, i)) {
      append(burst, candidate & INDEX, i, slot);
      return;
    }
    size[i] = burst.length[i] - headers;
    open[slot] = isPushed(burst, i) ? CLOSED : epoch | i;
  }

  /** Finds protocol and transport header; false if that takes more than a look. */
  private boolean parse(Burst burst, int i) {
    MemorySegment memory = burst.memory;
    long ip = burst.ip(i);
    if (burst.family[i] == 4) {
      protocol = Ipv4Header.protocol(memory, ip);
      transport = EthernetHeader.LENGTH + Ipv4Header.MIN_LENGTH;
      if (Ipv4Header.optionsLength(memory, ip) != 0 || Ipv4Header.isFragment(memory, ip)) {
        return false;
      }
    } else {
      protocol = Ipv6Header.nextHeader(memory, ip);
      transport = EthernetHeader.LENGTH + Ipv6Header.LENGTH;
    }
    int room = burst.length[i] - transport;
    return switch (protocol) {
      case IpProtocol.UDP -> {
        headers = transport + UdpHeader.LENGTH;
        yield room >= UdpHeader.LENGTH;
      }
      case IpProtocol.TCP -> {
        if (TcpHeader.check(memory, burst.at[i] + transport, room) != HeaderFault.NONE) {
          yield false;
        }
        headers = transport + TcpHeader.headerLength(memory, burst.at[i] + transport);
        yield true;
      }
      default -> burst.family[i] == 4 || protocol == IpProtocol.ICMPV6;
    };
  }

  private int slot(Burst burst, int i) {
    long ports = Bytes.u32(burst.memory, burst.at[i] + transport);
    long hash = ((ports + protocol) * HASH_MULTIPLIER ^ addresses(burst, i)) * HASH_MULTIPLIER;
    hash ^= hash >>> 32;
    return (int) ((hash * HASH_MULTIPLIER) >>> HASH_SHIFT);
  }

  private boolean isJoinable(Burst burst, int i) {
    MemorySegment memory = burst.memory;
    long frame = burst.at[i];
    if (burst.fragmentTo[i] != 0
        || burst.length[i] == headers
        || !isOrdinary(memory, frame)
        || (offloads(burst.egress[i].number()) & offload(burst.family[i])) == 0) {
      return false;
    }
    if (protocol == IpProtocol.TCP) {
      return (TcpHeader.flags(memory, frame + transport) & ~TcpHeader.PSH) == TcpHeader.ACK;
    }
    // A datagram without checksum would be given one.
    return UdpHeader.length(memory, frame + transport) == burst.length[i] - transport
        && UdpHeader.checksum(memory, frame + transport) != 0;
  }

  private int offloads(int number) {
    if (number != port) {
      port = number;
      offloads = egress.offloads(number);
    }
    return offloads;
  }

  /** Neither a super-packet already nor a partial checksum of something within the packet. */
  private boolean isOrdinary(MemorySegment memory, long frame) {
    long header = frame - VirtioNetHeader.LENGTH;
    return VirtioNetHeader.isPlain(memory, header)
        || (!VirtioNetHeader.isGso(memory, header)
            && (!VirtioNetHeader.needsChecksum(memory, header)
                || (VirtioNetHeader.checksumStart(memory, header) == transport
                    && VirtioNetHeader.checksumOffset(memory, header) == checksumOffset())));
  }

  private int checksumOffset() {
    return protocol == IpProtocol.TCP ? TcpHeader.CHECKSUM_OFFSET : UdpHeader.CHECKSUM_OFFSET;
  }

  private int offload(int family) {
    if (protocol == IpProtocol.TCP) {
      return family == 4 ? Offloads.TCP4 : Offloads.TCP6;
    }
    return family == 4 ? Offloads.UDP4 : Offloads.UDP6;
  }

  private boolean isPushed(Burst burst, int i) {
    return protocol == IpProtocol.TCP
        && (TcpHeader.flags(burst.memory, burst.at[i] + transport) & TcpHeader.PSH) != 0;
  }

  /** Whether packet {@code i} is what comes after those that {@code first} carries. */
  private boolean continues(Burst burst, int first, int i) {
    int payload = burst.length[i] - headers;
    int carried = burst.length[first];
    return payload <= size[first]
        && carried - EthernetHeader.LENGTH + payload <= LONGEST_PACKET
        && burst.egress[i].number() == burst.egress[first].number()
        && (burst.family[i] == 4 ? continues4(burst, first, i) : continues6(burst, first, i))
        && (protocol == IpProtocol.TCP
            ? continuesTcp(burst.memory, burst.at[first], burst.at[i], carried - headers)
            : continuesUdp(burst.memory, burst.at[first], burst.at[i], segments[first]))
        && isIntact(burst, first)
        && isIntact(burst, i);
  }

  private boolean continues4(Burst burst, int first, int i) {
    MemorySegment memory = burst.memory;
    long a = burst.ip(first);
    long b = burst.ip(i);
    // Version to traffic class, TTL and protocol, addresses.
    if (burst.family[first] != 4
        || Bytes.u16(memory, a) != Bytes.u16(memory, b)
        || Bytes.u16(memory, a + Ipv4Header.TTL_OFFSET)
            != Bytes.u16(memory, b + Ipv4Header.TTL_OFFSET)
        || burst.source4[first] != burst.source4[i]
        || burst.destination4[first] != burst.destination4[i]) {
      return false;
    }
    // The identification means something only where fragments may be made (RFC 6864).
    boolean dontFragment = Ipv4Header.dontFragment(memory, b);
    int identification = Ipv4Header.identification(memory, a) + segments[first] & 0xffff;
    return dontFragment == Ipv4Header.dontFragment(memory, a)
        && (dontFragment || identification == Ipv4Header.identification(memory, b));
  }

  private static boolean continues6(Burst burst, int first, int i) {
    MemorySegment memory = burst.memory;
    long a = burst.ip(first);
    long b = burst.ip(i);
    // Version to flow label, next header and hop limit, addresses.
    return burst.family[first] == 6
        && Bytes.u32(memory, a) == Bytes.u32(memory, b)
        && Bytes.u16(memory, a + Ipv6Header.NEXT_HEADER_OFFSET)
            == Bytes.u16(memory, b + Ipv6Header.NEXT_HEADER_OFFSET)
        && burst.source6Hi[first] == burst.source6Hi[i]
        && burst.source6Lo[first] == burst.source6Lo[i]
        && burst.destination6Hi[first] == burst.destination6Hi[i]
        && burst.destination6Lo[first] == burst.destination6Lo[i];
  }

  private boolean continuesUdp(MemorySegment memory, long a, long b, int datagrams) {
    return datagrams < MOST_DATAGRAMS
        && Bytes.u32(memory, a + transport) == Bytes.u32(memory, b + transport);
  }

  private boolean continuesTcp(MemorySegment memory, long a, long b, int carried) {
    long first = a + transport;
    long next = b + transport;
    int length = headers - transport;
    if (Bytes.u32(memory, first) != Bytes.u32(memory, next)
        || TcpHeader.sequence(memory, first) + carried != TcpHeader.sequence(memory, next)
        || TcpHeader.acknowledgment(memory, first) != TcpHeader.acknowledgment(memory, next)
        || TcpHeader.headerLength(memory, first) != length
        || TcpHeader.window(memory, first) != TcpHeader.window(memory, next)) {
      return false;
    }
    for (int offset = TcpHeader.MIN_LENGTH; offset < length; offset += Integer.BYTES) {
      if (Bytes.u32(memory, first + offset) != Bytes.u32(memory, next + offset)) {
        return false;
      }
    }
    return true;
  }

  /** A checksum that was never on a wire, or that was verified, needs no look. */
  private boolean isIntact(Burst burst, int i) {
    MemorySegment memory = burst.memory;
    if (intact[i]
        || segments[i] > 1
        || VirtioNetHeader.flags(memory, burst.at[i] - VirtioNetHeader.LENGTH) != 0) {
      return true;
    }
    int length = burst.length[i] - transport;
    intact[i] =
        InternetChecksum.matches(
            memory, burst.at[i] + transport, length, pseudoHeader(burst, i, length));
    return intact[i];
  }

  private long pseudoHeader(Burst burst, int i, int length) {
    return burst.family[i] == 4
        ? Ipv4Header.pseudoHeader(burst.memory, burst.ip(i), protocol, length)
        : Ipv6Header.pseudoHeader(burst.memory, burst.ip(i), protocol, length);
  }

  private void append(Burst burst, int first, int i, int slot) {
    MemorySegment memory = burst.memory;
    int payload = burst.length[i] - headers;
    Bytes.copy(
        memory, burst.at[i] + headers, memory, burst.at[first] + burst.length[first], payload);
    burst.length[first] += payload;
    segments[first]++;
    carrier[i] = first;
    boolean isPushed = isPushed(burst, i);
    if (isPushed) {
      long tcp = burst.at[first] + transport;
      TcpHeader.flags(memory, tcp, TcpHeader.flags(memory, tcp) | TcpHeader.PSH);
    }
    if (isPushed || payload < size[first]) {
      open[slot] = CLOSED;
    }
  }

  /** Makes the headers of a packet that has grown those of a super-packet. */
  private void finish(Burst burst, int i) {
    parse(burst, i);
    MemorySegment memory = burst.memory;
    long frame = burst.at[i];
    int length = burst.length[i] - transport;
    boolean isTcp = protocol == IpProtocol.TCP;
    int gsoType = VirtioNetHeader.GSO_UDP_L4;
    if (isTcp) {
      gsoType = burst.family[i] == 4 ? VirtioNetHeader.GSO_TCPV4 : VirtioNetHeader.GSO_TCPV6;
    } else {
      UdpHeader.length(memory, frame + transport, length);
    }
    if (burst.family[i] == 4) {
      Ipv4Header.totalLength(memory, burst.ip(i), burst.ipLength(i));
      Ipv4Header.updateChecksum(memory, burst.ip(i));
    } else {
      Ipv6Header.payloadLength(memory, burst.ip(i), burst.ipLength(i) - Ipv6Header.LENGTH);
    }
    Bytes.u16(
        memory,
        frame + transport + checksumOffset(),
        InternetChecksum.fold(pseudoHeader(burst, i, length)));
    VirtioNetHeader.write(
        memory,
        frame - VirtioNetHeader.LENGTH,
        VirtioNetHeader.NEEDS_CSUM,
        gsoType,
        headers,
        size[i],
        transport,
        checksumOffset());
  }
}
