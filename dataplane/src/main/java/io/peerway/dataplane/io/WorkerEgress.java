package io.peerway.dataplane.io;

import io.peerway.dataplane.forward.slowpath.Egress;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One worker's way to the devices: its own queue of a port, or, for a device that has only one
 * queue, which another worker owns, the ring to that worker.
 */
final class WorkerEgress implements Egress {

  private final PortIo own;
  private final HandOver[] byPort;
  private final int[] offloads;
  private final List<HandOver> rings = new CopyOnWriteArrayList<>(); // others may look at them

  /**
   * @param ports how many ports there can be
   */
  WorkerEgress(PortIo own, int ports) {
    this.own = own;
    this.byPort = new HandOver[ports];
    this.offloads = new int[ports];
  }

  @Override
  public int send(int port, MemorySegment memory, long at, int length) {
    HandOver ring = byPort[port];
    return ring == null ? own.send(port, memory, at, length) : ring.offer(port, memory, at, length);
  }

  @Override
  public int offloads(int port) {
    return byPort[port] == null ? own.offloads(port) : offloads[port];
  }

  /**
   * From now on, what is for a port goes to its owner.
   *
   * @param takes the offloads of its device
   */
  void handOver(int port, Worker owner, int takes) {
    endHandOver(port);
    byPort[port] = ringTo(owner);
    offloads[port] = takes;
  }

  private HandOver ringTo(Worker owner) {
    for (HandOver ring : rings) {
      if (ring.isTo(owner)) {
        return ring;
      }
    }
    HandOver ring = new HandOver(owner);
    rings.add(ring);
    return ring;
  }

  /** Ends what {@link #handOver} began; the owner writes what it was handed before it does more. */
  void endHandOver(int port) {
    if (byPort[port] != null) {
      byPort[port].finish();
      byPort[port] = null;
    }
  }

  /** The rings to other workers, for any thread to look at. */
  List<HandOver> rings() {
    return rings;
  }

  /** Once for a burst: wakes the workers that were handed frames. */
  void flush() {
    for (int i = 0; i < rings.size(); i++) {
      rings.get(i).flush();
    }
  }
}
