package io.peerway.bench.core.variant;

import io.peerway.dataplane.capture.CaptureObserver;
import io.peerway.dataplane.capture.CaptureRing;
import io.peerway.dataplane.capture.CaptureSpec;
import io.peerway.dataplane.forward.Pipeline;
import io.peerway.dataplane.linux.PcapFilter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code peerway capture} while packets are forwarded; another thread empties the ring, and what
 * comes too fast for it is missed.
 *
 * @param filter of the syntax of pcap-filter(7); an empty one matches everything
 * @param hasEnded whether it is over before the measurement begins
 */
record Capturing(String name, String description, String filter, boolean hasEnded)
    implements Variant {
  private static final int RING_BYTES = 16 << 20;
  private static final int PORTS = 2;
  private static final int MOST_AT_ONCE = 1024;
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  @Override
  public Runnable begin(Pipeline pipeline) {
    CaptureSpec spec =
        new CaptureSpec(
            null,
            null,
            false,
            filter.isEmpty() ? null : PcapFilter.compile(filter, CaptureSpec.MAX_SNAPLEN),
            CaptureSpec.MAX_SNAPLEN,
            RING_BYTES);
    CaptureRing ring = new CaptureRing(RING_BYTES, PORTS);
    CaptureObserver observer = new CaptureObserver(spec, ring, System::nanoTime);
    AtomicBoolean ended = new AtomicBoolean();
    Thread reader = Thread.ofPlatform().daemon().start(() -> read(ring, ended));
    pipeline.observe(observer);
    Runnable end =
        () -> {
          pipeline.leave(observer);
          ended.set(true);
          join(reader);
          ring.close();
        };
    if (hasEnded) {
      end.run();
      return () -> {};
    }
    return end;
  }

  private static void join(Thread reader) {
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void read(CaptureRing ring, AtomicBoolean ended) {
    while (!ended.get()) {
      if (ring.drain(packet -> {}, MOST_AT_ONCE) == 0) {
        LockSupport.parkNanos(IDLE_NANOS);
      }
    }
  }
}
