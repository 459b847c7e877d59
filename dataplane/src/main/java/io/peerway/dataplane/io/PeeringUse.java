package io.peerway.dataplane.io;

import io.peerway.dataplane.observe.Distance;
import io.peerway.dataplane.observe.PeeringMeter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What all workers carried through a peering connection in one direction and over one distance,
 * since the router started.
 *
 * @param peering {@code pcx-…}
 * @param sender id of the VPC that it came from
 * @param packets IP packets; a super-packet counts as one
 * @param bytes of these IP packets, headers included
 */
public record PeeringUse(
    String peering, String sender, Distance distance, long packets, long bytes) {
  private record Key(String peering, String sender, Distance distance) {}

  /** Adds the workers' meters up, in the order of peerings, senders and distances. */
  static List<PeeringUse> sum(Stream<PeeringMeter> meters) {
    Map<Key, PeeringUse> sums = new LinkedHashMap<>();
    meters.forEach(
        meter -> {
          PeeringUse one =
              new PeeringUse(
                  meter.peering(),
                  meter.sender(),
                  meter.distance(),
                  meter.packets(),
                  meter.bytes());
          sums.merge(
              new Key(one.peering, one.sender, one.distance),
              one,
              (a, b) ->
                  new PeeringUse(
                      a.peering, a.sender, a.distance, a.packets + b.packets, a.bytes + b.bytes));
        });
    List<PeeringUse> sorted = new ArrayList<>(sums.values());
    sorted.sort(
        Comparator.comparing(PeeringUse::peering)
            .thenComparing(PeeringUse::sender)
            .thenComparing(PeeringUse::distance));
    return sorted;
  }
}
