package io.peerway.dataplane.observe;

/** The steps of the pipeline, in order. The names are those of metrics, explanations and docs. */
public enum Stage {
  ETHERNET_INPUT("parses Ethernet; answers ARP"),
  IP_INPUT(
      "validates the IPv4 or IPv6 header and the offload header; answers neighbour discovery and DHCP"),
  SOURCE_CHECK("requires a source address that belongs behind the ingress port"),
  ROUTE("looks the destination up in the route table of the sender's subnet"),
  DELIVER(
      "looks the destination up in the target VPC's local table; answers packets to the router"),
  EGRESS_FILTER("holds packets to the sender's security groups, then its subnet's network ACL"),
  INGRESS_FILTER("holds packets to the receiver's subnet's network ACL, then its security groups"),
  TTL_MTU("checks TTL or hop limit, and the MTU of peering and port"),
  REWRITE("resolves the neighbour; rewrites MAC addresses, TTL and checksum"),
  OUTPUT("writes to the egress port");

  private final String does;

  Stage(String does) {
    this.does = does;
  }

  /** What the stage does, in a few words that continue its name. */
  public String does() {
    return does;
  }
}
