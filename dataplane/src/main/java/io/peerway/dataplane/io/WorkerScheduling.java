package io.peerway.dataplane.io;

import io.peerway.dataplane.linux.LinuxException;
import io.peerway.dataplane.linux.ThreadScheduling;
import java.util.Locale;

/**
 * How the kernel schedules workers. It matters because a worker that writes a packet wakes the
 * receiver, which otherwise takes the processor from it in the middle of a burst.
 */
public enum WorkerScheduling {
  /**
   * While a worker is busy {@link #FIFO}, otherwise {@link #NICE}, and then it looks for packets
   * for up to 50 us before it sleeps; see {@link WorkerPace}. {@link #NORMAL} where there is no
   * processor for the hosts besides, which need as much as the workers; {@link #NICE} alone where
   * real-time threads are not permitted, and {@link #NORMAL} where that is not permitted either.
   */
  AUTO,
  /** Real-time: a worker runs until it waits. */
  FIFO,
  /** With more weight than ordinary threads. */
  NICE,
  /** As every other thread. */
  NORMAL;

  private static final int LOWEST_REAL_TIME = 1;
  private static final int MORE_WEIGHT = -15;

  /**
   * Applies it to the calling thread.
   *
   * @param sparesProcessor whether there are more processors than workers
   * @return what it came to
   * @throws LinuxException EPERM or EACCES when what was asked for is not permitted
   */
  WorkerScheduling apply(boolean sparesProcessor) {
    if (this != AUTO) {
      change();
      return this;
    }
    if (!sparesProcessor || !isPermitted(NICE)) {
      return NORMAL;
    }
    if (!isPermitted(FIFO)) {
      return NICE;
    }
    NICE.change(); // until it is busy
    return AUTO;
  }

  private static boolean isPermitted(WorkerScheduling scheduling) {
    try {
      scheduling.change();
      return true;
    } catch (LinuxException e) {
      return false; // what is left is worse, but does not fail the router
    }
  }

  /** Schedules the calling thread so; not for AUTO. */
  void change() {
    switch (this) {
      case FIFO -> ThreadScheduling.fifo(LOWEST_REAL_TIME);
      case NICE -> {
        ThreadScheduling.ordinary();
        ThreadScheduling.nice(MORE_WEIGHT);
      }
      case NORMAL -> {}
      case AUTO -> throw new IllegalStateException("not for long enough to be anything");
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
