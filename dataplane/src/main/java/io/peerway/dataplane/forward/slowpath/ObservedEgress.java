package io.peerway.dataplane.forward.slowpath;

import java.lang.foreign.MemorySegment;

/** An egress whose frames are shown to observers, if there are any. */
public final class ObservedEgress implements Egress {
  private final Egress egress;
  private FrameObserver[] observers = {};

  public ObservedEgress(Egress egress) {
    this.egress = egress;
  }

  /** Those who are shown frames from now on; on the worker's thread. */
  public void observers(FrameObserver... all) {
    observers = all;
  }

  @Override
  public int send(int port, MemorySegment memory, long at, int length) {
    int result = egress.send(port, memory, at, length);
    if (observers.length != 0 && result == SENT) {
      for (FrameObserver observer : observers) {
        observer.sent(port, memory, at, length);
      }
    }
    return result;
  }

  @Override
  public int offloads(int port) {
    return egress.offloads(port);
  }
}
