package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.FrameObserver;

/**
 * Is shown whole bursts on one worker's thread, before the pipeline touches them and after it has
 * decided them; in between it is shown the frames that leave, except those of the burst that leave
 * as they are in it.
 */
public interface BurstObserver extends FrameObserver {
  /** Frames have come from a port: {@code state}, {@code ingress} and the bytes are there. */
  void before(Burst burst, int port);

  /**
   * Every packet of the same burst has its verdict. The bytes of those that were forwarded are what
   * left, if they are not {@link Burst#recast}.
   */
  void after(Burst burst, int port);
}
