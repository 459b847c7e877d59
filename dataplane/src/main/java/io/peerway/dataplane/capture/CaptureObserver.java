package io.peerway.dataplane.capture;

import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.BurstObserver;
import io.peerway.dataplane.forward.Responsible;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;

/**
 * Copies the packets of one worker that are wanted into a ring.
 *
 * <p>A packet is copied as it arrives, because later stages write into it, and handed over when its
 * verdict is known. One that is held for a neighbour is handed over when it goes on or is given up,
 * so that each packet that came is captured once where it came in, and each that leaves once where
 * it leaves. Where only drops are wanted nothing is copied in advance: a packet is shown as it was
 * when it was dropped.
 *
 * <p>The filter decides a whole burst at a time as it comes. Packets that it did not want then are
 * looked at again as they leave only if forwarding may have changed what it looks at.
 */
public final class CaptureObserver implements BurstObserver {
  private final CaptureSpec spec;
  private final BpfProgram filter;
  private final CaptureRing ring;
  private final LongSupplier clock;

  // Packets of the burst that came and are wanted, and where in the ring they are.
  private final int[] came = new int[Burst.CAPACITY];
  private final int[] claimed = new int[Burst.CAPACITY];
  private int count;

  /** For one worker. */
  public CaptureObserver(CaptureSpec spec, CaptureRing ring, LongSupplier clock) {
    this.spec = spec;
    this.filter = spec.filter() == null ? null : BpfProgram.of(spec.filter());
    this.ring = ring;
    this.clock = clock;
  }

  private boolean matches(MemorySegment memory, long at, int length) {
    return filter == null || filter.matches(memory, at, length);
  }

  @Override
  public void before(Burst burst, int port) {
    abandon();
    if (!spec.dropsOnly() && spec.wants(port)) {
      int many = select(burst);
      for (int n = 0; n < many; n++) {
        claimed[n] = claim(burst.now, port, true, burst, came[n]);
      }
      count = many;
    }
  }

  private int select(Burst burst) {
    if (filter != null) {
      return filter.select(burst.memory, burst.at, burst.length, burst.count, came);
    }
    for (int i = 0; i < burst.count; i++) {
      came[i] = i;
    }
    return burst.count;
  }

  /** Packets of a burst that an error ended: those behind them would never be read. */
  private void abandon() {
    for (int n = 0; n < count; n++) {
      if (claimed[n] != CaptureRing.NO_ROOM) {
        ring.abort(claimed[n]);
      }
    }
    count = 0;
  }

  private int claim(long now, int port, boolean inbound, Burst burst, int i) {
    return ring.claim(
        now, port, inbound, burst.memory, burst.at[i], burst.length[i], spec.snaplen());
  }

  @Override
  public void after(Burst burst, int port) {
    if (spec.dropsOnly()) {
      if (spec.wants(port)) {
        captureDrops(burst, port);
      }
      return;
    }
    handOver(burst, port);
    if (spec.peering() == null) {
      if (spec.wants(port) && (filter == null || filter.isBlindToForwarding())) {
        captureWhatCameAndLeft(burst);
      } else {
        captureAllThatLeft(burst);
      }
    }
    count = 0;
  }

  private void handOver(Burst burst, int port) {
    for (int n = 0; n < count; n++) {
      int i = came[n];
      int index = claimed[n];
      boolean isToBeShown = burst.verdict[i] != Burst.HELD && isOfPeering(burst, i);
      if (index == CaptureRing.NO_ROOM) {
        if (isToBeShown) {
          ring.miss(port);
        }
        continue;
      }
      if (!isToBeShown) {
        ring.abort(index);
        continue;
      }
      if (burst.verdict[i] == Burst.DROPPED) {
        ring.dropped(index, DropReason.of(burst.reason[i]), Responsible.of(burst, i));
      }
      ring.commit(index);
    }
  }

  private void captureDrops(Burst burst, int port) {
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] == Burst.DROPPED
          && isOfPeering(burst, i)
          && matches(burst.memory, burst.at[i], burst.length[i])) {
        DropReason why = DropReason.of(burst.reason[i]);
        dropped(claim(burst.now, port, true, burst, i), port, why, Responsible.of(burst, i));
      }
    }
  }

  private void dropped(int index, int port, DropReason why, String responsible) {
    if (index == CaptureRing.NO_ROOM) {
      ring.miss(port);
      return;
    }
    ring.dropped(index, why, responsible);
    ring.commit(index);
  }

  private boolean isOfPeering(Burst burst, int i) {
    if (spec.peering() == null) {
      return true;
    }
    boolean isRouted =
        switch (burst.verdict[i]) {
          case Burst.FORWARDED -> true;
          case Burst.DROPPED ->
              DropReason.of(burst.reason[i]).stage().compareTo(Stage.ROUTE) >= 0
                  && burst.reason[i] != DropReason.NO_ROUTE.ordinal();
          default -> false;
        };
    return isRouted && burst.target[i].id().equals(spec.peering());
  }

  private void captureAllThatLeft(Burst burst) {
    long now = clock.getAsLong();
    for (int i = 0; i < burst.count; i++) {
      captureIfItLeft(burst, i, now);
    }
  }

  private void captureWhatCameAndLeft(Burst burst) {
    long now = count == 0 ? 0 : clock.getAsLong();
    for (int n = 0; n < count; n++) {
      captureIfItLeft(burst, came[n], now);
    }
  }

  private void captureIfItLeft(Burst burst, int i, long now) {
    if (burst.verdict[i] != Burst.FORWARDED || burst.recast[i]) {
      return;
    }
    int port = burst.egress[i].number();
    if (spec.wants(port) && matches(burst.memory, burst.at[i], burst.length[i])) {
      commit(claim(now, port, false, burst, i), port);
    }
  }

  private void commit(int index, int port) {
    if (index == CaptureRing.NO_ROOM) {
      ring.miss(port);
    } else {
      ring.commit(index);
    }
  }

  @Override
  public void sent(int port, MemorySegment memory, long at, int length) {
    if (!spec.dropsOnly()
        && spec.peering() == null
        && spec.wants(port)
        && matches(memory, at, length)) {
      commit(ring.claim(clock.getAsLong(), port, false, memory, at, length, spec.snaplen()), port);
    }
  }

  @Override
  public void gaveUp(int port, MemorySegment memory, long at, int length, DropReason why) {
    if (spec.peering() == null && spec.wants(port) && matches(memory, at, length)) {
      int index = ring.claim(clock.getAsLong(), port, true, memory, at, length, spec.snaplen());
      dropped(index, port, why, "");
    }
  }
}
