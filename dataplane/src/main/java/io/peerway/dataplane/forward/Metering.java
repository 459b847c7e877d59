package io.peerway.dataplane.forward;

import io.peerway.dataplane.observe.PeeringMeter;
import io.peerway.dataplane.observe.PeeringMeters;
import io.peerway.dataplane.state.Place;
import io.peerway.dataplane.state.Target;

/**
 * Counts what left through peering connections. Packets that follow each other mostly go the same
 * way, so a meter is looked up, and written, once for all that do.
 */
public final class Metering {
  private final PeeringMeters meters = new PeeringMeters();

  /** What was counted. */
  public PeeringMeters meters() {
    return meters;
  }

  /** Counts the packets of a burst that has been decided. */
  @SuppressWarnings("ReferenceEquality") // of one state each is one object: to compare it is enough
  public void count(Burst burst) {
    Target target = null;
    Place source = null;
    Place destination = null;
    PeeringMeter meter = null;
    long packets = 0;
    long bytes = 0;
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] != Burst.FORWARDED || burst.target[i].kind() != Target.Kind.PEERING) {
        continue;
      }
      Place from = burst.sourceEntry[i].place();
      Place to = burst.destinationEntry[i].place();
      if (burst.target[i] != target || from != source || to != destination) {
        if (meter != null) {
          meter.add(packets, bytes);
        }
        target = burst.target[i];
        source = from;
        destination = to;
        meter = meters.of(target.id(), burst.vpc.id(), from.to(to));
        packets = 0;
        bytes = 0;
      }
      packets++;
      bytes += burst.size[i];
    }
    if (meter != null) {
      meter.add(packets, bytes);
    }
  }
}
