package io.peerway.dataplane.io;

import io.peerway.dataplane.capture.CaptureObserver;
import io.peerway.dataplane.capture.CaptureRing;
import io.peerway.dataplane.capture.CaptureSpec;
import io.peerway.dataplane.capture.CapturedPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A capture that is under way: every worker copies packets into a ring of its own, from which one
 * thread takes them.
 */
public final class Capture implements AutoCloseable {
  private static final int MOST_AT_ONCE = 1024;

  private final List<Worker> workers;
  private final List<CaptureObserver> observers = new ArrayList<>();
  private final List<CaptureRing> rings = new ArrayList<>();
  private boolean stopped;

  Capture(List<Worker> workers, CaptureSpec spec, int ports, LongSupplier clock) {
    this.workers = workers;
    for (Worker _ : workers) {
      CaptureRing ring = new CaptureRing(spec.ringBytes(), ports);
      rings.add(ring);
      observers.add(new CaptureObserver(spec, ring, clock));
    }
    onEveryWorker(true);
  }

  private void onEveryWorker(boolean begins) {
    CompletableFuture<?>[] done = new CompletableFuture<?>[workers.size()];
    for (int i = 0; i < done.length; i++) {
      done[i] =
          begins
              ? workers.get(i).observe(observers.get(i))
              : workers.get(i).leave(observers.get(i));
    }
    CompletableFuture.allOf(done).join();
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
    if (!stopped) {
      stopped = true;
      onEveryWorker(false);
    }
  }

  /** Stops, and frees the rings. */
  @Override
  public void close() {
    stop();
    rings.forEach(CaptureRing::close);
    rings.clear();
  }
}
