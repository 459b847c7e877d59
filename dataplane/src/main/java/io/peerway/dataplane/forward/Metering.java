package io.peerway.dataplane.forward;

import io.peerway.dataplane.observe.PeeringMeter;
import io.peerway.dataplane.observe.PeeringMeters;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.Target;

/**
 * Counts what left through peering connections. Packets that follow each other mostly go the same
 * way, so a meter is looked up, and written, once for all that do.
 */
final class Metering {
  private final PeeringMeters meters = new PeeringMeters();

  PeeringMeters meters() {
    return meters;
  }

  /** Counts the packets of a burst that has been decided. */
  @SuppressWarnings("ReferenceEquality") // of one state each is one object: to compare it is enough
  void count(Burst burst) {
    Target target = null;
    LocalEntry source = null;
    LocalEntry destination = null;
    PeeringMeter meter = null;
    long packets = 0;
    long bytes = 0;
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] != Burst.FORWARDED || burst.target[i].kind() != Target.Kind.PEERING) {
        continue;
      }
      if (burst.target[i] != target
          || burst.sourceEntry[i] != source
          || burst.destinationEntry[i] != destination) {
        if (meter != null) {
          meter.add(packets, bytes);
        }
        target = burst.target[i];
        source = burst.sourceEntry[i];
        destination = burst.destinationEntry[i];
        meter = meters.of(target.id(), burst.vpc.id(), source.place().to(destination.place()));
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
