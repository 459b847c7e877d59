package io.peerway.dataplane.flow;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The flows of a burst's packets: what a worker looks up in the {@link FlowTable}, and what it
 * found. One entry of every array belongs to one packet.
 *
 * <p>A key names the flow's two ends, the low one first, and so is the same for both directions.
 * Its words:
 *
 * <pre>
 *   ends   zone of the low end (32 bits), zone of the high end
 *   ports  port of the low end (16), port of the high end (16), protocol (8), family (1), query (9)
 *   a - d  addresses: IPv4 both in a; IPv6 low end in a and b, high end in c and d
 * </pre>
 *
 * <p>A <em>zone</em> is the interface whose security groups track an end, because different
 * interfaces may have the same address.
 */
public final class FlowColumns {
  private static final long SIGN = Long.MIN_VALUE;

  private static final long IPV6 = 1L << 8;
  private static final int QUERY_SHIFT = 16;
  private static final int IS_QUERY = 0x200;
  private static final int FROM_ASKER = 1;

  // So that nobody outside can choose flows that fall into one bucket. One for all workers.
  private static final long SECRET_1 = ThreadLocalRandom.current().nextLong() | 1;
  private static final long SECRET_2 = ThreadLocalRandom.current().nextLong() | 1;
  private static final long SECRET_3 = ThreadLocalRandom.current().nextLong() | 1;

  final long[] ends;
  final long[] ports;
  final long[] a;
  final long[] b;
  final long[] c;
  final long[] d;
  final long[] hash;

  // Of the table's searches, which go through the packets that they are asked for.

  /** What is read next. */
  final long[] places;

  /** {@link FlowTags Marks} the slots of the first bucket that may be the flow's. */
  final long[] marks;

  /** What was read there. */
  final long[] read;

  /** Whether the packet's key is there. */
  final boolean[] isSame;

  /** What was read there after the key. */
  final long[] readAgain;

  /** Whether the packet's sender is the high end. */
  final boolean[] senderIsHigh;

  final int[] tcpFlags;

  /** The flow's place in the table; meaningful where {@code word} is not free. */
  final int[] slot;

  /** The flow's word as it was last seen, or {@link FlowWord#FREE}. */
  final long[] word;

  /** When the burst was taken. */
  int tick;

  /**
   * @param capacity packets
   */
  public FlowColumns(int capacity) {
    ends = new long[capacity];
    ports = new long[capacity];
    a = new long[capacity];
    b = new long[capacity];
    c = new long[capacity];
    d = new long[capacity];
    hash = new long[capacity];
    places = new long[capacity];
    marks = new long[capacity];
    read = new long[capacity];
    isSame = new boolean[capacity];
    readAgain = new long[capacity];
    senderIsHigh = new boolean[capacity];
    tcpFlags = new int[capacity];
    slot = new int[capacity];
    word = new long[capacity];
  }

  /** Sets the time of a burst, in nanoseconds of a monotonic clock. */
  public void setTime(long nanos) {
    tick = FlowWord.tick(nanos);
  }

  /** Says that a packet belongs to no flow. */
  public void setNone(int i) {
    word[i] = FlowWord.FREE;
  }

  /** Says that none of many packets belongs to a flow. */
  public void setNone(int from, int to) {
    Arrays.fill(word, from, to, FlowWord.FREE);
  }

  /** Sets a packet's TCP flags; 0 for other protocols. */
  public void setTcpFlags(int i, int flags) {
    tcpFlags[i] = flags;
  }

  /**
   * Sets the key of an IPv4 packet, whose flow has to be looked up now.
   *
   * @param sourcePort 0 of protocols without ports, the identifier of an ICMP query
   * @param destinationPort likewise
   * @param query 0, or which ICMP query it belongs to: see {@link #query}
   */
  public void set4(
      int i,
      int sourceZone,
      int destinationZone,
      int source,
      int destination,
      int protocol,
      int sourcePort,
      int destinationPort,
      int query) {
    long from = pair(sourceZone, source);
    long to = pair(destinationZone, destination);
    boolean high = from == to ? sourcePort > destinationPort : (from ^ SIGN) > (to ^ SIGN);
    word[i] = FlowWord.FREE;
    senderIsHigh[i] = high;
    ends[i] = ends(sourceZone, destinationZone, high);
    ports[i] = ports(sourcePort, destinationPort, protocol, query, high);
    a[i] = high ? pair(destination, source) : pair(source, destination);
    long h = mix(ends[i] ^ SECRET_1, ports[i] ^ SECRET_2);
    hash[i] = mix(h ^ a[i], SECRET_3);
  }

  /** As {@link #set4}, of an IPv6 packet. */
  public void set6(
      int i,
      int sourceZone,
      int destinationZone,
      long sourceHi,
      long sourceLo,
      long destinationHi,
      long destinationLo,
      int protocol,
      int sourcePort,
      int destinationPort,
      int query) {
    int order = Integer.compareUnsigned(sourceZone, destinationZone);
    if (order == 0) {
      order = Long.compareUnsigned(sourceHi, destinationHi);
    }
    if (order == 0) {
      order = Long.compareUnsigned(sourceLo, destinationLo);
    }
    boolean high = order == 0 ? sourcePort > destinationPort : order > 0;
    word[i] = FlowWord.FREE;
    senderIsHigh[i] = high;
    ends[i] = ends(sourceZone, destinationZone, high);
    ports[i] = ports(sourcePort, destinationPort, protocol, query, high) | IPV6;
    a[i] = high ? destinationHi : sourceHi;
    b[i] = high ? destinationLo : sourceLo;
    c[i] = high ? sourceHi : destinationHi;
    d[i] = high ? sourceLo : destinationLo;
    long h = mix(ends[i] ^ SECRET_1, ports[i] ^ SECRET_2);
    h = mix(h ^ a[i], b[i] ^ SECRET_3);
    hash[i] = mix(h ^ c[i], d[i] ^ SECRET_2);
  }

  /** All bits of both numbers go into all bits of the result. */
  private static long mix(long a, long b) {
    return (a * b) ^ Math.unsignedMultiplyHigh(a, b);
  }

  private static long ends(int source, int destination, boolean sourceIsHigh) {
    return sourceIsHigh ? pair(destination, source) : pair(source, destination);
  }

  private static long pair(int hi, int lo) {
    return ((long) hi << 32) | (lo & 0xffff_ffffL);
  }

  private static long ports(
      int source, int destination, int protocol, int query, boolean sourceIsHigh) {
    long both =
        sourceIsHigh ? ((long) destination << 16) | source : ((long) source << 16) | destination;
    // Which end asks is part of the key: both may ask, with the same identifier.
    int asks = query == 0 ? 0 : query ^ (sourceIsHigh ? FROM_ASKER : 0);
    return (both << 32) | ((long) asks << QUERY_SHIFT) | protocol;
  }

  /**
   * Names an ICMP query for {@link #set4}.
   *
   * @param requestType the type of its requests
   * @param isRequest whether the packet is a request or a reply
   */
  public static int query(int requestType, boolean isRequest) {
    return IS_QUERY | (requestType << 1) | (isRequest ? FROM_ASKER : 0);
  }

  /** The same query, seen from a packet of the other direction. */
  public static int reversed(int query) {
    return query ^ FROM_ASKER;
  }

  /** Whether a packet of this {@link #query} asks. */
  public static boolean isRequest(int query) {
    return (query & FROM_ASKER) != 0;
  }

  /** The zone of the end that the packet comes from, or that it is named after. */
  public int senderZone(int i) {
    return (int) (senderIsHigh[i] ? ends[i] : ends[i] >>> 32);
  }

  /** The port of the end that the packet comes from. */
  public int senderPort(int i) {
    return port(ports[i], senderIsHigh[i]);
  }

  /** The port of the end that the packet goes to. */
  public int receiverPort(int i) {
    return port(ports[i], !senderIsHigh[i]);
  }

  /** Of a key's word that has the ports, that of one end. */
  static int port(long ports, boolean high) {
    return (int) (high ? ports >>> 32 : ports >>> 48) & 0xffff;
  }

  public int protocol(int i) {
    return protocol(ports[i]);
  }

  /** Of a key's word that has the ports. */
  static int protocol(long ports) {
    return (int) ports & 0xff;
  }

  public boolean isIpv6(int i) {
    return isIpv6(ports[i]);
  }

  /** Of a key's word that has the ports. */
  static boolean isIpv6(long ports) {
    return (ports & IPV6) != 0;
  }

  /** Whether {@link FlowTable#find} found a flow. */
  public boolean isFound(int i) {
    return word[i] != FlowWord.FREE;
  }

  /** Whether a flow was found that is tracked at both ends. */
  public boolean isTrackedAtBothEnds(int i) {
    return (word[i] & FlowWord.TRACKED) == FlowWord.TRACKED;
  }

  /** Whether a flow was found that is tracked at both ends, and that the packet does not change. */
  public boolean isSettledAtBothEnds(int i) {
    return isTrackedAtBothEnds(i) && FlowWord.isSettled(word[i], tick, tcpFlags[i]);
  }

  /** Whether the flow is tracked at its sender's end. */
  public boolean isTrackedAtSender(int i) {
    return (word[i] & FlowWord.tracked(senderIsHigh[i])) != 0;
  }

  /** Whether the flow is tracked at its receiver's end. */
  public boolean isTrackedAtReceiver(int i) {
    return (word[i] & FlowWord.tracked(!senderIsHigh[i])) != 0;
  }
}
