package io.peerway.dataplane.lpm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Tells a reader whether memory that it has read may have been used anew meanwhile.
 *
 * <p>The writer unlinks a block in some epoch and writes to its memory again two epochs later at
 * the earliest. A reader that began in epoch e therefore saw nothing but intact blocks if the epoch
 * is at most e + 1 when it has finished; otherwise it discards what it found and looks again.
 * Readers write nothing, so they disturb neither each other nor the writer.
 */
final class ReclaimClock {
  private static final VarHandle EPOCH;

  static {
    try {
      EPOCH = MethodHandles.lookup().findVarHandle(ReclaimClock.class, "epoch", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long epoch;

  /** Begins a read: the epoch to hand to {@link #wasIntact}. */
  long begin() {
    return (long) EPOCH.getAcquire(this);
  }

  /** Whether everything read since {@link #begin} returned this epoch was intact. */
  boolean wasIntact(long begun) {
    VarHandle.loadLoadFence();
    return (long) EPOCH.getOpaque(this) - begun <= 1;
  }

  /** The writer starts the next epoch; what it writes from now on, readers see after this. */
  void advance() {
    EPOCH.setOpaque(this, epoch + 1);
    VarHandle.storeStoreFence();
  }
}
