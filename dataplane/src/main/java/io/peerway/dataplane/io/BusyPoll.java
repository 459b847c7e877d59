package io.peerway.dataplane.io;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;

/**
 * Looks for packets for some time before it lets the worker sleep: a packet that comes meanwhile
 * needs no wake-up.
 */
final class BusyPoll implements SelectStrategy {

  private final WorkerPace pace;

  /**
   * @param pace of the same worker
   */
  BusyPoll(WorkerPace pace) {
    this.pace = pace;
  }

  @Override
  public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
    if (hasTasks) {
      return selectNow.get();
    }
    if (!pace.looksOn()) {
      return SELECT;
    }
    int ready = selectNow.get();
    return ready > 0 ? ready : CONTINUE;
  }
}
