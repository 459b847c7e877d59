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
 */
public final class CaptureObserver implements BurstObserver {
  private static final int UNCLAIMED = -1;

  private final CaptureSpec spec;
  private final BpfProgram filter;
  private final CaptureRing ring;
  private final LongSupplier clock;
  private final int[] claimed = new int[Burst.CAPACITY];
  private int wanted; // of the burst that is under way

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
    if (spec.dropsOnly() || !spec.wants(port)) {
      return;
    }
    wanted = 0;
    for (int i = 0; i < burst.count; i++) {
      claimed[i] = UNCLAIMED;
      if (matches(burst.memory, burst.at[i], burst.length[i])) {
        wanted++;
        claimed[i] =
            ring.claim(
                burst.now, port, true, burst.memory, burst.at[i], burst.length[i], spec.snaplen());
      }
    }
  }

  @Override
  public void after(Burst burst, int port) {
    if (!spec.wants(port)) {
      return;
    }
    if (spec.dropsOnly()) {
      captureDrops(burst, port);
      return;
    }
    if (wanted == 0) {
      return;
    }
    for (int i = 0; i < burst.count; i++) {
      int index = claimed[i];
      if (index == UNCLAIMED) {
        continue;
      }
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
        dropped(
            burst.now,
            port,
            burst.memory,
            burst.at[i],
            burst.length[i],
            why,
            Responsible.of(burst, i));
      }
    }
  }

  private void dropped(
      long now,
      int port,
      MemorySegment memory,
      long at,
      int length,
      DropReason why,
      String responsible) {
    int index = ring.claim(now, port, true, memory, at, length, spec.snaplen());
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

  @Override
  public void sent(int port, MemorySegment memory, long at, int length) {
    if (spec.dropsOnly()
        || spec.peering() != null
        || !spec.wants(port)
        || !matches(memory, at, length)) {
      return;
    }
    int index = ring.claim(clock.getAsLong(), port, false, memory, at, length, spec.snaplen());
    if (index == CaptureRing.NO_ROOM) {
      ring.miss(port);
      return;
    }
    ring.commit(index);
  }

  @Override
  public void gaveUp(int port, MemorySegment memory, long at, int length, DropReason why) {
    if (spec.peering() == null && spec.wants(port) && matches(memory, at, length)) {
      dropped(clock.getAsLong(), port, memory, at, length, why, "");
    }
  }
}
