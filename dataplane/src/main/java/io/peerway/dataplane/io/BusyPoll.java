package io.peerway.dataplane.io;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/**
 * Looks for packets for some time before it lets the worker sleep: a packet that comes meanwhile
 * needs no wake-up.
 */
final class BusyPoll implements SelectStrategy {

  private final long nanos;
  private long sleepAt;
  private boolean slept = true;

  /**
   * @param nanos to look on after the last packet
   */
  BusyPoll(long nanos) {
    this.nanos = nanos;
  }

  @Override
  public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
    int ready = selectNow.get();
    if (ready > 0 || hasTasks) {
      slept = false;
      sleepAt = System.nanoTime() + nanos;
      return Math.max(ready, 0);
    }
    if (slept) { // something woke it
      slept = false;
      sleepAt = System.nanoTime() + nanos;
      return CONTINUE;
    }
    if (System.nanoTime() - sleepAt < 0) {
      return CONTINUE;
    }
    slept = true;
    return SELECT;
  }
}
