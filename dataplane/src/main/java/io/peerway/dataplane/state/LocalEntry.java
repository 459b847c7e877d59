package io.peerway.dataplane.state;

/**
 * Where the addresses of one prefix of a VPC are, and how they route.
 *
 * @param name what the prefix is, for people: a subnet's id, a VPC's id, a router address
 * @param port number of the port behind which the addresses are, or {@link #ROUTER}
 * @param routeTable by which packets from these addresses are routed
 * @param router4 IPv4 address of the router among them, 0 where there is none
 * @param router6Hi high half of the router's IPv6 address among them, 0 where there is none
 * @param router6Lo its low half
 * @param subnetAcl the subnet and its network ACL, or null where there is no subnet
 * @param security the security groups that packets to and from these addresses are held to; null
 *     where there are none, and every packet may pass
 * @param place where in the world the addresses are
 */
public record LocalEntry(
    String name,
    int port,
    RouteTable routeTable,
    int router4,
    long router6Hi,
    long router6Lo,
    SubnetAcl subnetAcl,
    InterfaceSecurity security,
    Place place) {
  /** The port of an address that is the router's own. */
  public static final int ROUTER = -1;

  /** An entry whose packets nothing filters. */
  public LocalEntry(
      String name, int port, RouteTable routeTable, int router4, long router6Hi, long router6Lo) {
    this(name, port, routeTable, router4, router6Hi, router6Lo, null, null);
  }

  /** An entry that is nowhere in particular. */
  public LocalEntry(
      String name,
      int port,
      RouteTable routeTable,
      int router4,
      long router6Hi,
      long router6Lo,
      SubnetAcl subnetAcl,
      InterfaceSecurity security) {
    this(name, port, routeTable, router4, router6Hi, router6Lo, subnetAcl, security, Place.NOWHERE);
  }

  public boolean isRouter() {
    return port == ROUTER;
  }

  /**
   * Whether some packet to or from these addresses might be denied.
   *
   * @param family 4 or 6
   */
  boolean isFiltered(int family) {
    return security != null || (subnetAcl != null && subnetAcl.denies(family));
  }
}
