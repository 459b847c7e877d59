package io.peerway.dataplane.explain;

import io.peerway.dataplane.forward.Burst;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A frame that left, or would leave, the router.
 *
 * @param port number of the port
 * @param offload the virtio-net header before the frame
 * @param bytes the Ethernet frame
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, compared by nobody
public record Frame(int port, byte[] offload, byte[] bytes) {
  static Frame copy(int port, MemorySegment memory, long at, int length) {
    return new Frame(
        port,
        memory.asSlice(at - Burst.HEADROOM, Burst.HEADROOM).toArray(ValueLayout.JAVA_BYTE),
        memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE));
  }
}
