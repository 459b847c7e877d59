package io.peerway.dataplane.flowlog;

import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.Transport;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.SubnetAcl;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.TcpHeader;
import java.util.function.Consumer;

/**
 * Flows and what was counted of them: a hash table of columns, so that counting allocates nothing.
 * When it is full, packets of flows that it has not yet are missed, and counted as such.
 *
 * <p>Not thread-safe: a worker writes it, and hands it over whole.
 */
final class FlowTallies {
  private static final long HASH_MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;
  private static final int PROTOCOL_SHIFT = 32;
  private static final int FAMILY_SHIFT = 40;
  private static final int OUTCOME_SHIFT = 44;
  private static final FlowOutcome[] OUTCOMES = FlowOutcome.values();

  private final int mask;
  private final int most;

  // The slots in use, in the order of their first packets.
  private final int[] used;
  private int count;
  private long missed;

  // The key: ports, protocol, family and outcome in one word, addresses as in FlowCount, the ends.
  private final long[] word;
  private final long[] sourceHi;
  private final long[] sourceLo;
  private final long[] destinationHi;
  private final long[] destinationLo;
  private final PortForwarding[] ingress;
  private final PortForwarding[] egress;
  private final LocalEntry[] sender;
  private final LocalEntry[] receiver;

  private final VpcForwarding[] senderVpc;
  private final VpcForwarding[] receiverVpc;
  private final long[] packets;
  private final long[] bytes;
  private final long[] first;
  private final long[] last;
  private final byte[] tcpFlags;

  /**
   * @param slots a power of two; three quarters of them can be flows
   */
  FlowTallies(int slots) {
    mask = slots - 1;
    most = slots / 4 * 3;
    used = new int[most];
    word = new long[slots];
    sourceHi = new long[slots];
    sourceLo = new long[slots];
    destinationHi = new long[slots];
    destinationLo = new long[slots];
    ingress = new PortForwarding[slots];
    egress = new PortForwarding[slots];
    sender = new LocalEntry[slots];
    receiver = new LocalEntry[slots];
    senderVpc = new VpcForwarding[slots];
    receiverVpc = new VpcForwarding[slots];
    packets = new long[slots];
    bytes = new long[slots];
    first = new long[slots];
    last = new long[slots];
    tcpFlags = new byte[slots];
  }

  /** How many packets found no room. */
  long missed() {
    return missed;
  }

  /** Counts a packet whose DELIVER found both ends. */
  void add(Burst burst, int i, FlowOutcome outcome) {
    long transport = Transport.of(burst, i);
    boolean isIpv4 = burst.family[i] == 4;
    long key =
        (long) outcome.ordinal() << OUTCOME_SHIFT
            | (long) burst.family[i] << FAMILY_SHIFT
            | (long) Transport.protocol(transport) << PROTOCOL_SHIFT
            | ports(transport);
    int slot =
        find(
            burst,
            i,
            key,
            isIpv4 ? 0 : burst.source6Hi[i],
            isIpv4 ? Integer.toUnsignedLong(burst.source4[i]) : burst.source6Lo[i],
            isIpv4 ? 0 : burst.destination6Hi[i],
            isIpv4 ? Integer.toUnsignedLong(burst.destination4[i]) : burst.destination6Lo[i]);
    if (slot < 0) {
      missed++;
      return;
    }
    packets[slot]++;
    bytes[slot] += burst.size[i];
    last[slot] = burst.now;
    tcpFlags[slot] |= (byte) told(Transport.tcpFlags(transport));
  }

  /** Only those of TCP and UDP: ICMP has type and code in their place. */
  private static long ports(long transport) {
    int protocol = Transport.protocol(transport);
    return protocol == IpProtocol.TCP || protocol == IpProtocol.UDP
        ? (long) Transport.sourcePort(transport) << 16 | Transport.selector(transport)
        : 0;
  }

  /** Flow logs tell of SYN, FIN and RST, and of ACK only beside SYN. */
  private static int told(int flags) {
    int plain = flags & (TcpHeader.FIN | TcpHeader.SYN | TcpHeader.RST);
    return (plain & TcpHeader.SYN) == 0 ? plain : plain | (flags & TcpHeader.ACK);
  }

  /** The slot of a flow, which it gets if it has none; -1 if the table is full. */
  @SuppressWarnings("ReferenceEquality") // of one state each is one object: to compare it is enough
  private int find(Burst burst, int i, long key, long srcHi, long srcLo, long dstHi, long dstLo) {
    int slot = hash(key, srcHi, srcLo, dstHi, dstLo) & mask;
    while (packets[slot] != 0) {
      if (word[slot] == key
          && sourceLo[slot] == srcLo
          && destinationLo[slot] == dstLo
          && sourceHi[slot] == srcHi
          && destinationHi[slot] == dstHi
          && sender[slot] == burst.sourceEntry[i]
          && receiver[slot] == burst.destinationEntry[i]
          && ingress[slot] == burst.ingress
          && egress[slot] == burst.egress[i]) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    if (count == most) {
      return -1;
    }
    used[count] = slot;
    count++;
    word[slot] = key;
    sourceHi[slot] = srcHi;
    sourceLo[slot] = srcLo;
    destinationHi[slot] = dstHi;
    destinationLo[slot] = dstLo;
    sender[slot] = burst.sourceEntry[i];
    receiver[slot] = burst.destinationEntry[i];
    ingress[slot] = burst.ingress;
    egress[slot] = burst.egress[i];
    senderVpc[slot] = burst.vpc;
    receiverVpc[slot] = burst.egressVpc(i);
    first[slot] = burst.now;
    return slot;
  }

  private static int hash(long key, long srcHi, long srcLo, long dstHi, long dstLo) {
    long hash = key * HASH_MULTIPLIER;
    hash = (hash ^ hash >>> 32 ^ srcHi) * HASH_MULTIPLIER;
    hash = (hash ^ hash >>> 32 ^ srcLo) * HASH_MULTIPLIER;
    hash = (hash ^ hash >>> 32 ^ dstHi) * HASH_MULTIPLIER;
    hash = (hash ^ hash >>> 32 ^ dstLo) * HASH_MULTIPLIER;
    return (int) (hash >>> 32);
  }

  /** Hands over what was counted, and begins at nothing. */
  void empty(Consumer<FlowCount> sink) {
    for (int i = 0; i < count; i++) {
      int slot = used[i];
      sink.accept(flow(slot));
      packets[slot] = 0;
      bytes[slot] = 0;
      tcpFlags[slot] = 0;
      sender[slot] = null;
      receiver[slot] = null;
      ingress[slot] = null;
      egress[slot] = null;
      senderVpc[slot] = null;
      receiverVpc[slot] = null;
    }
    count = 0;
    missed = 0;
  }

  private FlowCount flow(int slot) {
    long key = word[slot];
    return new FlowCount(
        end(senderVpc[slot], sender[slot], ingress[slot]),
        end(receiverVpc[slot], receiver[slot], egress[slot]),
        OUTCOMES[(int) (key >>> OUTCOME_SHIFT)],
        (int) (key >>> FAMILY_SHIFT) & 0xf,
        sourceHi[slot],
        sourceLo[slot],
        destinationHi[slot],
        destinationLo[slot],
        (int) (key >>> PROTOCOL_SHIFT) & 0xff,
        (int) (key >>> 16) & 0xffff,
        (int) key & 0xffff,
        packets[slot],
        bytes[slot],
        tcpFlags[slot],
        first[slot],
        last[slot]);
  }

  private static FlowEnd end(VpcForwarding vpc, LocalEntry entry, PortForwarding port) {
    SubnetAcl subnet = entry.subnetAcl();
    return new FlowEnd(vpc.id(), subnet == null ? "" : subnet.subnet(), port.owner());
  }
}
