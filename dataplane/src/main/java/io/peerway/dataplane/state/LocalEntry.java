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
 */
public record LocalEntry(
    String name, int port, RouteTable routeTable, int router4, long router6Hi, long router6Lo) {
  /** The port of an address that is the router's own. */
  public static final int ROUTER = -1;

  public boolean isRouter() {
    return port == ROUTER;
  }
}
