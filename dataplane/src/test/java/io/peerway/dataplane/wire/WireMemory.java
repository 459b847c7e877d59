package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Packets in memory that ends where they end, so that an access too far throws. */
final class WireMemory {
  /** Where every packet begins: aligned to nothing. */
  static final long AT = 3;

  private WireMemory() {}

  static MemorySegment of(byte[] packet) {
    MemorySegment mem = blank(packet.length);
    MemorySegment.copy(packet, 0, mem, ValueLayout.JAVA_BYTE, AT, packet.length);
    return mem;
  }

  /** Room for a packet, full of rubbish: a writer has to write every byte. */
  static MemorySegment blank(int length) {
    byte[] bytes = new byte[(int) AT + length];
    Arrays.fill(bytes, (byte) 0xa5);
    return MemorySegment.ofArray(bytes);
  }

  static byte[] bytes(MemorySegment mem) {
    return mem.asSlice(AT).toArray(ValueLayout.JAVA_BYTE);
  }
}
