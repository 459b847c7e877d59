package io.peerway.dataplane.capture;

import java.util.BitSet;

/**
 * What is to be captured.
 *
 * @param ports numbers of the ports where packets are wanted; null for all
 * @param peering {@code pcx-…}: only packets that are routed through it, where they come in; null
 *     for any
 * @param dropsOnly only packets that are dropped
 * @param filter instructions of a {@link BpfProgram}; null matches everything
 * @param snaplen most bytes of a frame that are copied
 * @param ringBytes memory per worker for packets that wait to be taken, a power of two
 */
@SuppressWarnings("ArrayRecordComponent") // instructions, compared by nobody
public record CaptureSpec(
    BitSet ports, String peering, boolean dropsOnly, int[] filter, int snaplen, int ringBytes) {
  /** Enough for the longest frame, of which a ring of {@link #LEAST_RING} holds some. */
  public static final int MAX_SNAPLEN = 65_536 + 14;

  /** A ring takes messages of up to an eighth of its size. */
  public static final int LEAST_RING = 1 << 20;

  public CaptureSpec {
    if (snaplen < 1 || snaplen > MAX_SNAPLEN) {
      throw new IllegalArgumentException(
          "%d bytes of a packet is not between 1 and %d".formatted(snaplen, MAX_SNAPLEN));
    }
    if (ringBytes < LEAST_RING || Integer.bitCount(ringBytes) != 1) {
      throw new IllegalArgumentException("a ring of " + ringBytes + " bytes");
    }
    if (filter != null) {
      BpfProgram.requireSound(filter);
    }
  }

  boolean wants(int port) {
    return ports == null || ports.get(port);
  }
}
