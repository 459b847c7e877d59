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
}
