package io.peerway.dataplane.observe;

import java.util.Locale;

/** The one cause for which a packet did not leave, and the stage that found it. */
public enum DropReason {
  FRAME_TRUNCATED(Stage.ETHERNET_INPUT, "the frame is shorter than an Ethernet header"),
  NOT_FOR_ROUTER(Stage.ETHERNET_INPUT, "the frame is addressed to another MAC address"),
  BAD_SOURCE_MAC(
      Stage.ETHERNET_INPUT, "the frame's source MAC address is a group's or the router's own"),
  UNSUPPORTED_ETHERTYPE(Stage.ETHERNET_INPUT, "the frame carries neither IPv4, IPv6 nor ARP"),
  ARP_MALFORMED(Stage.ETHERNET_INPUT, "the ARP packet is truncated or not IPv4 over Ethernet"),
  ARP_SPOOFED(Stage.ETHERNET_INPUT, "the ARP sender address does not belong behind this port"),
  ARP_NOT_FOR_ROUTER(Stage.ETHERNET_INPUT, "the ARP packet asks for an address of nobody here"),
  NO_VPC(Stage.ETHERNET_INPUT, "no VPC stands behind this port"),

  IP_TRUNCATED(Stage.IP_INPUT, "the packet is shorter than its IP header, or than that claims"),
  BAD_IP_VERSION(Stage.IP_INPUT, "the IP version does not agree with the Ethernet type"),
  BAD_IP_HEADER_LENGTH(Stage.IP_INPUT, "the IPv4 header length is impossible"),
  BAD_IP_TOTAL_LENGTH(Stage.IP_INPUT, "the IPv4 total length is below the header's own length"),
  BAD_IP_CHECKSUM(Stage.IP_INPUT, "the IPv4 header checksum is wrong"),
  BAD_OFFLOAD_HEADER(Stage.IP_INPUT, "the virtio-net header does not agree with the packet"),
  SOURCE_ROUTED(Stage.IP_INPUT, "the packet carries a source route or broken IPv4 options"),
  BAD_EXTENSION_HEADERS(Stage.IP_INPUT, "the IPv6 extension headers are truncated or out of order"),
  BAD_FRAGMENT(Stage.IP_INPUT, "the fragment reaches beyond the largest IP packet"),
  MARTIAN_SOURCE(Stage.IP_INPUT, "no host may send from this source address"),
  MARTIAN_DESTINATION(Stage.IP_INPUT, "no packet may be sent to this destination address"),
  BROADCAST_DESTINATION(Stage.IP_INPUT, "a VPC does not forward broadcasts"),
  MULTICAST_DESTINATION(Stage.IP_INPUT, "a VPC does not forward multicast"),
  UNICAST_IN_GROUP_FRAME(Stage.IP_INPUT, "a packet to one host came in a frame to a group"),
  LINK_LOCAL_ADDRESS(Stage.IP_INPUT, "a link-local address is not valid beyond its link"),
  ND_MALFORMED(Stage.IP_INPUT, "the neighbour discovery message is not valid (RFC 4861)"),
  ND_SPOOFED(Stage.IP_INPUT, "the neighbour discovery sender does not belong behind this port"),
  ND_NOT_FOR_ROUTER(Stage.IP_INPUT, "the neighbour discovery message is not for the router"),
  DHCP_MALFORMED(Stage.IP_INPUT, "the DHCP message is not a valid request (RFC 2131, RFC 8415)"),
  DHCP_NOT_FOR_ROUTER(Stage.IP_INPUT, "the DHCP message is for another server"),
  DHCP_NO_ADDRESS(Stage.IP_INPUT, "no address is free for the DHCP client"),

  SPOOFED_SOURCE(Stage.SOURCE_CHECK, "the source address does not belong behind the ingress port"),

  NO_ROUTE(Stage.ROUTE, "the sender's route table has no route to the destination"),
  BLACKHOLE_ROUTE(Stage.ROUTE, "the route's target is gone or not active"),
  TARGET_NOT_EMULATED(Stage.ROUTE, "the route leads to a gateway that is not emulated"),

  NOT_IN_PEER_VPC(
      Stage.DELIVER, "the destination is not in the peer VPC: peering is not transitive"),
  PEER_ROUTER_ADDRESS(Stage.DELIVER, "the destination is the peer VPC's router, not a host"),
  ROUTER_PROTOCOL(Stage.DELIVER, "the router itself answers only echo requests, DHCP and DNS"),
  BAD_ICMP_MESSAGE(
      Stage.DELIVER, "an ICMP message to the router is truncated or its checksum is wrong"),
  ECHO_TOO_LONG(Stage.DELIVER, "the echo request to the router is a fragment or too long"),
  DNS_MALFORMED(Stage.DELIVER, "the packet to the DNS server is no DNS query (RFC 1035)"),
  DNS_TOO_OFTEN(Stage.DELIVER, "its port sent more DNS queries than EC2 answers, 1024 a second"),
  DESTINATION_CHECK(
      Stage.DELIVER,
      "the route leads to an interface that takes only packets to its own addresses"),
  PORT_GONE(Stage.DELIVER, "the destination's port does not exist any more"),

  TRANSPORT_TRUNCATED(
      Stage.EGRESS_FILTER, "the TCP, UDP or ICMP header is cut short: no rule can decide"),
  SECURITY_GROUP_EGRESS(
      Stage.EGRESS_FILTER, "no outbound rule of the sender's security groups allows the packet"),
  FLOW_TABLE_FULL_EGRESS(
      Stage.EGRESS_FILTER, "too many connections are tracked for the sender to open another"),
  FLOW_RATE_EGRESS(
      Stage.EGRESS_FILTER, "more connections a second begin than are tracked for senders"),
  NETWORK_ACL_EGRESS(
      Stage.EGRESS_FILTER, "the network ACL of the sender's subnet denies the packet outbound"),

  FRAGMENT_WITHOUT_FIRST(
      Stage.INGRESS_FILTER, "no first fragment of the datagram was allowed before this one"),
  NETWORK_ACL_INGRESS(
      Stage.INGRESS_FILTER, "the network ACL of the receiver's subnet denies the packet inbound"),
  SECURITY_GROUP_INGRESS(
      Stage.INGRESS_FILTER, "no inbound rule of the receiver's security groups allows the packet"),
  FLOW_TABLE_FULL_INGRESS(
      Stage.INGRESS_FILTER, "too many connections are tracked for the receiver to take another"),
  FLOW_RATE_INGRESS(
      Stage.INGRESS_FILTER, "more connections a second begin than are tracked for receivers"),

  TTL_EXCEEDED(Stage.TTL_MTU, "the TTL or hop limit ran out"),
  PACKET_TOO_BIG(Stage.TTL_MTU, "the packet exceeds the MTU and may not be fragmented"),

  NEIGHBOR_QUEUE_FULL(Stage.REWRITE, "too many packets already wait for neighbours"),
  NEIGHBOR_UNRESOLVED(Stage.REWRITE, "no host answers for the destination address"),

  RING_FULL(
      Stage.OUTPUT, "the worker that owns the egress device cannot be handed more packets now"),
  DEVICE_FULL(Stage.OUTPUT, "the egress device takes no more packets now"),
  DEVICE_DOWN(Stage.OUTPUT, "the egress device is down"),
  DEVICE_ERROR(Stage.OUTPUT, "the egress device refused the packet");

  private static final DropReason[] VALUES = values();

  private final Stage stage;
  private final String sentence;

  DropReason(Stage stage, String sentence) {
    this.stage = stage;
    this.sentence = sentence;
  }

  /** The stage that drops for this reason. */
  public Stage stage() {
    return stage;
  }

  /** The reason as a sentence without its final dot. */
  public String sentence() {
    return sentence;
  }

  /** Name in JSON, metrics and tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The reason with an ordinal. */
  public static DropReason of(int ordinal) {
    return VALUES[ordinal];
  }

  /** How many reasons there are. */
  public static int count() {
    return VALUES.length;
  }
}
