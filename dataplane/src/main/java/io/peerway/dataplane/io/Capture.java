package io.peerway.dataplane.io;

import io.peerway.dataplane.capture.CaptureObserver;
import io.peerway.dataplane.capture.CaptureRing;
import io.peerway.dataplane.capture.CaptureSpec;
import io.peerway.dataplane.capture.CapturedPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A capture that is under way: every worker copies packets into a ring of its own, from which one
 * thread takes them.
 */
public final class Capture implements AutoCloseable {
  private static final int MOST_AT_ONCE = 1024;

  private final Observation<CaptureObserver> observation;
  private final List<CaptureRing> rings = new ArrayList<>();

  Capture(List<Worker> workers, CaptureSpec spec, int ports, LongSupplier clock) {
    this.observation =
        new Observation<>(
            workers,
            () -> {
              CaptureRing ring = new CaptureRing(spec.ringBytes(), ports);
              rings.add(ring);
              return new CaptureObserver(spec, ring, clock);
            });
  }

  /** Hands over packets that were captured; returns how many. Those of a worker are in order. */
  public int drain(Consumer<CapturedPacket> sink) {
    int count = 0;
    for (CaptureRing ring : rings) {
      count += ring.drain(sink, MOST_AT_ONCE);
    }
    return count;
  }

  /** How many packets of a port found no room, so far. */
  public long missed(int port) {
    return rings.stream().mapToLong(ring -> ring.missed(port)).sum();
  }

  /** Captures no more; what is in the rings can still be taken. Idempotent. */
  public void stop() {
    observation.close();
  }

  /** Stops, and frees the rings. */
  @Override
  public void close() {
    stop();
    rings.forEach(CaptureRing::close);
    rings.clear();
  }
}
