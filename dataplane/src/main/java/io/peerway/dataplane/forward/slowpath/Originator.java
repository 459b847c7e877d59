package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.VirtioNetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Sends the frames that the router makes itself, and counts them.
 *
 * <p>A frame is written into {@link #memory()} at {@link #FRAME}; its virtio-net header is zero: no
 * offload.
 */
public final class Originator {
  /** Where the Ethernet frame goes. */
  public static final long FRAME = 64;

  /** Where the IP header or the ARP packet goes. */
  public static final long PAYLOAD = FRAME + EthernetHeader.LENGTH;

  private static final int MEMORY = 2048;

  private final MemorySegment memory = Arena.ofAuto().allocate(MEMORY, 64);
  private final Egress egress;
  private final WorkerCounters counters;

  public Originator(Egress egress, WorkerCounters counters) {
    this.egress = egress;
    this.counters = counters;
  }

  public MemorySegment memory() {
    return memory;
  }

  /**
   * Sends the frame in {@link #memory()}. A device that does not take it loses it, as a wire would.
   */
  public void send(int port, int length) {
    VirtioNetHeader.clear(memory, FRAME - VirtioNetHeader.LENGTH);
    sendFrom(port, memory, FRAME, length);
  }

  /** Sends a frame that was made elsewhere, for example in the place of the one it answers. */
  public void sendFrom(int port, MemorySegment from, long at, int length) {
    if (egress.send(port, from, at, length) == Egress.SENT) {
      counters.add(port, PortCounter.SENT_PACKETS, 1);
      counters.add(port, PortCounter.SENT_BYTES, length);
      counters.add(port, PortCounter.ORIGINATED_PACKETS, 1);
    }
  }
}
