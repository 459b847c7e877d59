package io.peerway.dataplane.io;

import io.peerway.dataplane.linux.LinuxException;
import io.peerway.dataplane.linux.ThreadScheduling;
import java.util.Locale;

/**
 * How the kernel schedules workers. It matters because a worker that writes a packet wakes the
 * receiver, which otherwise takes the processor from it in the middle of a burst.
 */
public enum WorkerScheduling {
  /** The best of the others that is permitted and leaves a processor to the hosts. */
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
   * @return what it came to: not {@link #AUTO}
   * @throws LinuxException EPERM or EACCES when what was asked for is not permitted
   */
  WorkerScheduling apply(boolean sparesProcessor) {
    return switch (this) {
      case AUTO -> sparesProcessor ? firstPermitted(FIFO, NICE) : firstPermitted(NICE);
      case FIFO -> {
        ThreadScheduling.fifo(LOWEST_REAL_TIME);
        yield FIFO;
      }
      case NICE -> {
        ThreadScheduling.nice(MORE_WEIGHT);
        yield NICE;
      }
      case NORMAL -> NORMAL;
    };
  }

  private static WorkerScheduling firstPermitted(WorkerScheduling... candidates) {
    for (WorkerScheduling candidate : candidates) {
      try {
        return candidate.apply(true);
      } catch (LinuxException e) {
        // Not permitted: the next is worse, but does not fail the router.
      }
    }
    return NORMAL;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
