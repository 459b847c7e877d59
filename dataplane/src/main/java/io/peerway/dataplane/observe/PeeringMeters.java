package io.peerway.dataplane.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The meters of one worker. It adds one when a peering connection first carries something; none is
 * ever removed, since what was carried stays carried when the peering is gone.
 */
public final class PeeringMeters {
  private static final int FIRST_SIZE = 64;

  // Open addressing, at most half full; a power of two.
  private volatile AtomicReferenceArray<PeeringMeter> slots =
      new AtomicReferenceArray<>(FIRST_SIZE);
  private int count;

  /** The meter for a direction and a distance; on the worker's thread. */
  public PeeringMeter of(String peering, String sender, Distance distance) {
    AtomicReferenceArray<PeeringMeter> all = slots;
    int slot = slot(all, peering, sender, distance);
    PeeringMeter meter = all.getPlain(slot);
    return meter == null ? add(slot, new PeeringMeter(peering, sender, distance)) : meter;
  }

  private static int slot(
      AtomicReferenceArray<PeeringMeter> all, String peering, String sender, Distance distance) {
    int mask = all.length() - 1;
    int slot = (31 * (31 * peering.hashCode() + sender.hashCode()) + distance.ordinal()) & mask;
    PeeringMeter meter = all.getPlain(slot);
    while (meter != null && !meter.is(peering, sender, distance)) {
      slot = (slot + 1) & mask;
      meter = all.getPlain(slot);
    }
    return slot;
  }

  private PeeringMeter add(int slot, PeeringMeter meter) {
    slots.setRelease(slot, meter);
    count++;
    if (2 * count > slots.length()) {
      AtomicReferenceArray<PeeringMeter> larger = new AtomicReferenceArray<>(2 * slots.length());
      for (PeeringMeter each : all()) {
        larger.setPlain(slot(larger, each.peering(), each.sender(), each.distance()), each);
      }
      slots = larger;
    }
    return meter;
  }

  /** All there are; by any thread. */
  public List<PeeringMeter> all() {
    AtomicReferenceArray<PeeringMeter> from = slots;
    List<PeeringMeter> meters = new ArrayList<>();
    for (int i = 0; i < from.length(); i++) {
      PeeringMeter meter = from.getAcquire(i);
      if (meter != null) {
        meters.add(meter);
      }
    }
    return meters;
  }
}
