package io.peerway.dataplane.flow;

import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.TcpHeader;

/**
 * All that changes of a tracked flow, in one {@code long} that workers exchange by compare-and-set.
 *
 * <pre>
 *    63      58  57   56    55    54        53       52    48 47        32 31              0
 *   +----------+-----------+-----------+-----------+---------+------------+----------------+
 *   |          | FIN seen  |  tracked  | initiator |  state  |    tag     | tick last seen |
 *   |          | high  low | high  low |  is high  |         |            |                |
 *   +----------+-----------+-----------+-----------+---------+------------+----------------+
 * </pre>
 *
 * <p>The two ends of a flow are its low and its high end, whichever sent first, so that packets of
 * both directions find the same entry. An end is <em>tracked</em> when its interface's security
 * groups allowed the flow: each end judges for itself, as in EC2, and may judge differently.
 */
final class FlowWord {
  /** Nothing is there. */
  static final long FREE = 0;

  /** Time is counted in units of 2^28 ns, about a quarter of a second. */
  static final int TICK_SHIFT = 28;

  // States. The transitions depend on who sends and nothing else, so that a packet that is counted
  // twice, because it was held for a neighbour, changes nothing the second time.

  /** Only the initiator has sent. */
  static final int TCP_OPENING = 2;

  /** The responder has answered. */
  static final int TCP_OPENED = 3;

  /** The initiator has acknowledged that. */
  static final int TCP_ESTABLISHED = 4;

  /** One end has sent FIN. */
  static final int TCP_CLOSING = 5;

  /** Both have, or one has reset the connection. */
  static final int TCP_CLOSED = 6;

  static final int UDP_NEW = 7;
  static final int UDP_ANSWERED = 8;
  static final int UDP_ASKED_AGAIN = 9;

  /** More than one request and response. */
  static final int UDP_STREAM = 10;

  /** An ICMP query and its replies. */
  static final int QUERY = 11;

  /** Any other protocol: only addresses are tracked. */
  static final int OTHER = 12;

  static final int STATES = 13;

  static final long LOW_TRACKED = 1L << 54;
  static final long HIGH_TRACKED = 1L << 55;
  static final long TRACKED = LOW_TRACKED | HIGH_TRACKED;

  private static final long TICK_MASK = 0xffff_ffffL;
  private static final int TAG_SHIFT = 32;
  private static final int TAG_MASK = 0xffff;
  private static final int STATE_SHIFT = 48;
  private static final int STATE_MASK = 0x1f;
  private static final long STATE_BITS = (long) STATE_MASK << STATE_SHIFT;
  private static final long INITIATOR_IS_HIGH = 1L << 53;
  private static final long LOW_FIN = 1L << 56;
  private static final long HIGH_FIN = 1L << 57;

  private FlowWord() {}

  static int tick(long nanos) {
    return (int) (nanos >> TICK_SHIFT);
  }

  /** Of a flow whose first packet this is. */
  static long first(
      int tag, int tick, int protocol, int tcpFlags, boolean senderIsHigh, long tracked) {
    long word =
        ((long) state(protocol) << STATE_SHIFT)
            | ((long) tag << TAG_SHIFT)
            | (tick & TICK_MASK)
            | (senderIsHigh ? INITIATOR_IS_HIGH : 0)
            | tracked;
    return next(word, tick, tcpFlags, senderIsHigh);
  }

  private static int state(int protocol) {
    return switch (protocol) {
      case IpProtocol.TCP -> TCP_OPENING;
      case IpProtocol.UDP -> UDP_NEW;
      case IpProtocol.ICMP, IpProtocol.ICMPV6 -> QUERY;
      default -> OTHER;
    };
  }

  static int state(long word) {
    return (int) (word >>> STATE_SHIFT) & STATE_MASK;
  }

  /** What a word holds of a flow's hash. */
  static int tag(long hash) {
    return (int) hash & TAG_MASK;
  }

  static boolean hasTag(long word, int tag) {
    return ((int) (word >>> TAG_SHIFT) & TAG_MASK) == tag;
  }

  /** Whether there is a flow, and its key may be read. */
  static boolean isLive(long word) {
    return word != FREE;
  }

  static int idleTicks(long word, int tick) {
    return tick - (int) word;
  }

  /**
   * Whether a flow has been idle for too long.
   *
   * @param timeouts by state, in ticks
   */
  static boolean isIdle(long word, int tick, int[] timeouts) {
    return idleTicks(word, tick) >= timeouts[state(word)];
  }

  static long tracked(boolean high) {
    return high ? HIGH_TRACKED : LOW_TRACKED;
  }

  static boolean isInitiatorHigh(long word) {
    return (word & INITIATOR_IS_HIGH) != 0;
  }

  /**
   * Whether it is plain that a packet changes nothing, as it is of nearly every one of a busy
   * connection. Where it is not plain, {@link #next} tells.
   */
  static boolean isSettled(long word, int tick, int tcpFlags) {
    int state = state(word);
    return (int) word == tick
        && (state == TCP_ESTABLISHED || state == UDP_STREAM)
        && (tcpFlags & (TcpHeader.RST | TcpHeader.FIN)) == 0;
  }

  /** After one more packet. The flags are those of TCP, 0 for other protocols. */
  static long next(long word, int tick, int tcpFlags, boolean senderIsHigh) {
    int state = state(word);
    if (state == TCP_CLOSED) {
      return word;
    }
    // Another worker may have taken its burst a little later than this one.
    long seen = idleTicks(word, tick) > 0 ? (word & ~TICK_MASK) | (tick & TICK_MASK) : word;
    boolean fromInitiator = senderIsHigh == isInitiatorHigh(word);
    return switch (state) {
      case TCP_OPENING, TCP_OPENED, TCP_ESTABLISHED, TCP_CLOSING ->
          nextOfTcp(seen, state, tcpFlags, senderIsHigh, fromInitiator);
      case UDP_NEW, UDP_ASKED_AGAIN -> fromInitiator ? seen : with(seen, state + 1);
      case UDP_ANSWERED -> fromInitiator ? with(seen, UDP_ASKED_AGAIN) : seen;
      default -> seen;
    };
  }

  private static long nextOfTcp(
      long seen, int state, int flags, boolean senderIsHigh, boolean fromInitiator) {
    if ((flags & TcpHeader.RST) != 0) {
      return with(seen, TCP_CLOSED);
    }
    if ((flags & TcpHeader.FIN) != 0) {
      long fins = seen | (senderIsHigh ? HIGH_FIN : LOW_FIN);
      boolean both = (fins & LOW_FIN) != 0 && (fins & HIGH_FIN) != 0;
      return with(fins, both ? TCP_CLOSED : TCP_CLOSING);
    }
    if (state == TCP_OPENING && !fromInitiator) {
      return with(seen, TCP_OPENED);
    }
    boolean acknowledges = (flags & (TcpHeader.SYN | TcpHeader.ACK)) == TcpHeader.ACK;
    if (state == TCP_OPENED && fromInitiator && acknowledges) {
      return with(seen, TCP_ESTABLISHED);
    }
    return seen;
  }

  private static long with(long word, int state) {
    return (word & ~STATE_BITS) | ((long) state << STATE_SHIFT);
  }

  /** Whether a packet opens a connection in the place of a closed one. */
  static boolean isReopened(long word, int tcpFlags) {
    return state(word) == TCP_CLOSED
        && (tcpFlags & (TcpHeader.SYN | TcpHeader.ACK)) == TcpHeader.SYN;
  }
}
