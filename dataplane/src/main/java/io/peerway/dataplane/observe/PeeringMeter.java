package io.peerway.dataplane.observe;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one worker carried through one peering connection in one direction and over one distance.
 * Written by that worker alone, read by anybody.
 */
public final class PeeringMeter {
  private final String peering;
  private final String sender;
  private final Distance distance;
  private final AtomicLong packets = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  PeeringMeter(String peering, String sender, Distance distance) {
    this.peering = peering;
    this.sender = sender;
    this.distance = distance;
  }

  /** Counts IP packets, and their bytes, headers included. */
  public void add(long morePackets, long moreBytes) {
    packets.setRelease(packets.getPlain() + morePackets);
    bytes.setRelease(bytes.getPlain() + moreBytes);
  }

  /** {@code pcx-…}. */
  public String peering() {
    return peering;
  }

  /** Id of the VPC whose packets are counted. */
  public String sender() {
    return sender;
  }

  public Distance distance() {
    return distance;
  }

  public long packets() {
    return packets.getAcquire();
  }

  public long bytes() {
    return bytes.getAcquire();
  }

  boolean is(String ofPeering, String ofSender, Distance over) {
    return distance == over && sender.equals(ofSender) && peering.equals(ofPeering);
  }
}
