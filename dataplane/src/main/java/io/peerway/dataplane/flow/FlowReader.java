package io.peerway.dataplane.flow;

import java.lang.invoke.VarHandle;

/**
 * Reads what is in a {@link FlowTable} from its beginning to its end, while workers go on with it:
 * they neither wait for it nor notice it. A flow that is there all the while is read; of one that
 * comes, ends or changes meanwhile it is read what was there when its turn came.
 *
 * <pre>
 *   while (reader.beginSlice(buckets, now)) {
 *     while (reader.next()) {
 *       ... the flow that the other methods tell of
 *     }
 *   }
 * </pre>
 *
 * <p>Allocates nothing for a flow. For one thread.
 */
public final class FlowReader {
  /** Which of a flow's two ends is meant. */
  public enum End {
    /** Which sent the first packet that was allowed. */
    INITIATOR,
    RESPONDER
  }

  private static final int ENDS = 0;
  private static final int PORTS = 1;
  private static final int A = 2;

  private final FlowMemory memory;
  private final int[] timeouts;
  private final long[] key = new long[FlowMemory.KEY_WORDS];
  private int bucket;
  private int slot;
  private int sliceEnd;
  private int tick;
  private long word;

  FlowReader(FlowMemory memory, int[] timeouts) {
    this.memory = memory;
    this.timeouts = timeouts;
  }

  /**
   * Goes on with the next part of the table.
   *
   * @param buckets how many, of 8 slots; the last part may be smaller
   * @param nanos of the workers' clock
   * @return false when there is no more
   */
  public boolean beginSlice(int buckets, long nanos) {
    if (!memory.isReserved() || bucket == memory.buckets()) {
      return false;
    }
    tick = FlowWord.tick(nanos);
    slot = bucket * FlowMemory.SLOTS - 1;
    bucket += Math.min(buckets, memory.buckets() - bucket);
    sliceEnd = bucket * FlowMemory.SLOTS;
    return true;
  }

  /** Goes to the next flow that has not ended; false when the slice has no more. */
  public boolean next() {
    while (++slot < sliceEnd) {
      if (read()) {
        return true;
      }
    }
    return false;
  }

  private boolean read() {
    long before = memory.word(slot);
    while (FlowWord.isLive(before) && remainingTicks(before) > 0) {
      memory.readKey(slot, key);
      VarHandle.loadLoadFence();
      word = memory.word(slot);
      if (word == before) {
        return true;
      }
      before = word; // the key may be another's by now
    }
    return false;
  }

  private int remainingTicks(long of) {
    return timeouts[FlowWord.state(of)] - FlowWord.idleTicks(of, tick);
  }

  public FlowState state() {
    return FlowState.of(FlowWord.state(word));
  }

  /** How long it is kept without another packet, in nanoseconds. */
  public long remainingNanos() {
    return (long) remainingTicks(word) << FlowWord.TICK_SHIFT;
  }

  /** One of {@link io.peerway.dataplane.wire.IpProtocol}. */
  public int protocol() {
    return FlowColumns.protocol(key[PORTS]);
  }

  public boolean isIpv6() {
    return FlowColumns.isIpv6(key[PORTS]);
  }

  private boolean isHigh(End end) {
    return FlowWord.isInitiatorHigh(word) == (end == End.INITIATOR);
  }

  /** The interface of an end: see {@link FlowColumns}. */
  public int zone(End end) {
    return half(key[ENDS], isHigh(end));
  }

  /** The address of an end, of an IPv4 flow. */
  public int ipv4(End end) {
    return half(key[A], isHigh(end));
  }

  /** The high half of an end's address, of an IPv6 flow. */
  public long ipv6Hi(End end) {
    return key[isHigh(end) ? A + 2 : A];
  }

  /** The low half of an end's address, of an IPv6 flow. */
  public long ipv6Lo(End end) {
    return key[isHigh(end) ? A + 3 : A + 1];
  }

  /** The TCP or UDP port of an end, or the identifier of an ICMP query; 0 of other protocols. */
  public int port(End end) {
    return FlowColumns.port(key[PORTS], isHigh(end));
  }

  /** Whether the flow is tracked for the security groups of an end. */
  public boolean isTrackedAt(End end) {
    return (word & FlowWord.tracked(isHigh(end))) != 0;
  }

  private static int half(long pair, boolean second) {
    return (int) (second ? pair : pair >>> 32);
  }
}
