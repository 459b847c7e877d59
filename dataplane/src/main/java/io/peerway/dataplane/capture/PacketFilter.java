package io.peerway.dataplane.capture;

import java.lang.foreign.MemorySegment;

/** Decides which packets are wanted. */
interface PacketFilter {
  /**
   * How many bytes of a packet are wanted, 0 for none of it.
   *
   * @param at offset of its first byte
   * @param length in bytes
   */
  int run(MemorySegment memory, long at, int length);

  /**
   * Finds the packets of a burst that are wanted: one call for all, since a call for each takes
   * longer than most decisions.
   *
   * @param at offsets of the packets' first bytes
   * @param length of the packets in bytes
   * @param count how many packets there are
   * @param wanted gets the indices of those that are wanted, in order
   * @return how many are wanted
   */
  int select(MemorySegment memory, long[] at, int[] length, int count, int[] wanted);
}
