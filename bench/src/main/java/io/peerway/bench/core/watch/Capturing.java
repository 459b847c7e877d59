package io.peerway.bench.core.watch;

import io.peerway.dataplane.capture.CaptureObserver;
import io.peerway.dataplane.capture.CaptureRing;
import io.peerway.dataplane.capture.CaptureSpec;
import io.peerway.dataplane.forward.BurstObserver;
import io.peerway.dataplane.linux.PcapFilter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code peerway capture}; another thread empties the ring, and what comes too fast for it is
 * missed.
 *
 * @param filter of the syntax of pcap-filter(7); an empty one matches everything
 */
record Capturing(String name, String description, String filter) implements Watch {
  private static final int RING_BYTES = 16 << 20;
  private static final int PORTS = 2;

  @Override
  public Watching open() {
    CaptureSpec spec =
        new CaptureSpec(
            null,
            null,
            false,
            filter.isEmpty() ? null : PcapFilter.compile(filter, CaptureSpec.MAX_SNAPLEN),
            CaptureSpec.MAX_SNAPLEN,
            RING_BYTES);
    CaptureRing ring = new CaptureRing(RING_BYTES, PORTS);
    return new Reading(ring, new CaptureObserver(spec, ring, System::nanoTime));
  }

  private static final class Reading implements Watching {
    private static final int MOST_AT_ONCE = 1024;
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final CaptureRing ring;
    private final CaptureObserver observer;
    private final Thread reader;
    private volatile boolean ended;

    Reading(CaptureRing ring, CaptureObserver observer) {
      this.ring = ring;
      this.observer = observer;
      this.reader = Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
      while (!ended) {
        if (ring.drain(packet -> {}, MOST_AT_ONCE) == 0) {
          LockSupport.parkNanos(IDLE_NANOS);
        }
      }
    }

    @Override
    public BurstObserver observer() {
      return observer;
    }

    @Override
    public void close() {
      ended = true;
      try {
        reader.join();
        ring.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
