package io.peerway.dataplane.state;

/**
 * What a route leads to.
 *
 * @param kind how packets are treated
 * @param id the object that the route names: {@code local}, {@code pcx-…}, {@code igw-…}
 * @param vpcIndex whose local table delivers: the VPC itself for {@link Kind#LOCAL}, the peer for
 *     {@link Kind#PEERING}, otherwise -1
 * @param mtu largest IP packet in bytes that may cross
 */
public record Target(Kind kind, String id, int vpcIndex, int mtu) {
  /** How packets of a route are treated. */
  public enum Kind {
    /** Delivered through the VPC's own local table. */
    LOCAL,
    /** Delivered through the peer VPC's local table, and never by its route tables. */
    PEERING,
    /** Dropped: the route's target does not exist any more, or is not active. */
    BLACKHOLE,
    /** Dropped: the target exists as an object of the API, but nothing here emulates it. */
    NOT_EMULATED,
    /** Delivered to the router itself, by its link-local address, which no route table has. */
    ROUTER
  }

  /** What packets to the router's link-local address lead to. */
  public static final Target ROUTER = new Target(Kind.ROUTER, "router", -1, Integer.MAX_VALUE);

  /**
   * @throws IllegalArgumentException if packets shall cross by an MTU that is none
   */
  public Target {
    boolean delivers = kind == Kind.LOCAL || kind == Kind.PEERING;
    if (delivers && mtu < PortForwarding.LEAST_MTU) {
      throw new IllegalArgumentException("MTU " + mtu + " of " + id);
    }
  }

  public static Target local(int vpcIndex) {
    return new Target(Kind.LOCAL, "local", vpcIndex, Integer.MAX_VALUE);
  }

  public static Target peering(String id, int peerVpcIndex, int mtu) {
    return new Target(Kind.PEERING, id, peerVpcIndex, mtu);
  }

  public static Target blackhole(String id) {
    return new Target(Kind.BLACKHOLE, id, -1, 0);
  }

  public static Target notEmulated(String id) {
    return new Target(Kind.NOT_EMULATED, id, -1, 0);
  }
}
