package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.observe.DropReason;
import java.lang.foreign.MemorySegment;

/**
 * Is shown frames on one worker's thread, which waits meanwhile. The virtio-net header is in the
 * bytes directly before a frame. Nothing may be changed, and nothing kept.
 */
public interface FrameObserver {
  /** A frame has left by a port that is in no burst: the router's own, a segment, a fragment. */
  void sent(int port, MemorySegment memory, long at, int length);

  /** A frame that came from a port was held for a neighbour, and is dropped after all. */
  void gaveUp(int port, MemorySegment memory, long at, int length, DropReason why);
}
