package io.peerway.dataplane.state;

/**
 * What a route leads to.
 *
 * @param kind how packets are treated
 * @param id the object that the route names: {@code local}, {@code pcx-…}, {@code igw-…}, {@code
 *     eni-…}
 * @param vpcIndex whose local table delivers: the VPC itself for {@link Kind#LOCAL} and {@link
 *     Kind#INTERFACE}, the peer for {@link Kind#PEERING}, otherwise -1
 * @param mtu largest IP packet in bytes that may cross
 * @param via the IPv4 address of the host that gets the packets, whatever their destinations; 0
 *     where they go to these
 */
public record Target(Kind kind, String id, int vpcIndex, int mtu, int via) {
  /** How packets of a route are treated. */
  public enum Kind {
    /** Delivered through the VPC's own local table. */
    LOCAL,
    /** Delivered through the peer VPC's local table, and never by its route tables. */
    PEERING,
    /** Delivered to a network interface of the VPC, which forwards for others. */
    INTERFACE,
    /** Dropped: the route's target does not exist any more, or is not active. */
    BLACKHOLE,
    /** Dropped: the target exists as an object of the API, but nothing here emulates it. */
    NOT_EMULATED,
    /** Delivered to the router itself, by its link-local address, which no route table has. */
    ROUTER
  }

  /** What packets to the router's link-local address lead to. */
  public static final Target ROUTER = new Target(Kind.ROUTER, "router", -1, Integer.MAX_VALUE, 0);

  /**
   * @throws IllegalArgumentException if packets shall cross by an MTU that is none
   */
  public Target {
    boolean delivers = kind == Kind.LOCAL || kind == Kind.PEERING || kind == Kind.INTERFACE;
    if (delivers && mtu < PortForwarding.LEAST_MTU) {
      throw new IllegalArgumentException("MTU " + mtu + " of " + id);
    }
  }

  public static Target local(int vpcIndex) {
    return new Target(Kind.LOCAL, "local", vpcIndex, Integer.MAX_VALUE, 0);
  }

  /**
   * A network interface of the VPC.
   *
   * @param via its primary IPv4 address
   */
  public static Target networkInterface(String id, int vpcIndex, int via) {
    return new Target(Kind.INTERFACE, id, vpcIndex, Integer.MAX_VALUE, via);
  }

  public static Target peering(String id, int peerVpcIndex, int mtu) {
    return new Target(Kind.PEERING, id, peerVpcIndex, mtu, 0);
  }

  public static Target blackhole(String id) {
    return new Target(Kind.BLACKHOLE, id, -1, 0, 0);
  }

  public static Target notEmulated(String id) {
    return new Target(Kind.NOT_EMULATED, id, -1, 0, 0);
  }
}
